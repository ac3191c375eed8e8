package dev.postkey.model;

/**
 * A text is not an address that Postkey mails to. The message is a sentence for the caller of the
 * API; it never holds any of the text itself (requirement S14).
 */
public final class InvalidEmailAddress extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InvalidEmailAddress(String reason) {
    super(reason);
  }
}

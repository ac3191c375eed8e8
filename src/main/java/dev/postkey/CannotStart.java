package dev.postkey;

/** Something outside keeps Postkey from starting; the message is a sentence for its operator. */
final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotStart(String sentence) {
    super(sentence, null, false, false);
  }
}

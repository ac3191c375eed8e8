package dev.postkey.account;

import java.util.Locale;

/**
 * An account source did not tell whose account an address is. Holds nothing of what was asked or
 * answered, and no stack trace: it is no fault of ours.
 */
final class SourceFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, in a stable word for stories and in words for the operator. */
  enum Reason {
    UNREACHABLE("cannot be reached, or hangs up"),
    NOT_FOUND("cannot be reached: its host name leads nowhere"),
    FORBIDDEN_ADDRESS("leads to an address that accounts.network does not allow"),
    INSECURE("does not speak TLS with a certificate that is good for its name"),
    TIMEOUT("does not answer within 5 s"),
    BUSY("has too many questions open already"),
    REDIRECT("answers with a redirect, and none is followed"),
    REFUSED("refuses the question; is accounts.secret the one that it knows?"),
    STATUS("answers neither 200 nor 404"),
    TOO_LARGE("answers with more than 64 KiB"),
    INVALID("answers 200 with something that is not an account as the guide has it");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** As stories tell it. */
    String word() {
      return "account-source-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;

  SourceFailure(Reason reason) {
    super(reason.sentence, null, false, false);
    this.reason = reason;
  }

  /**
   * @param status of the HTTP answer
   */
  SourceFailure(Reason reason, int status) {
    super(reason.sentence + " (" + status + ")", null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}

package dev.postkey.outbox;

import dev.postkey.bus.SendMail;
import java.time.Duration;
import java.util.Optional;

/**
 * How an attempt at a job ends.
 *
 * @param verb what becomes of the job
 * @param reason why, in a stable word; empty for a mail that was sent
 * @param delay until the next attempt
 * @param charged whether the message is charged with this attempt
 * @param mailed what the relay said, when it came to that
 * @param took how long the attempt took
 */
record Settlement(
    Verb verb,
    String reason,
    Duration delay,
    boolean charged,
    Optional<SendMail.Outcome> mailed,
    Duration took) {

  enum Verb {
    SENT,
    ENDED,
    DEAD,
    AGAIN
  }

  /** Of an attempt that took no time to speak of; see {@link #after}. */
  private Settlement(
      Verb verb,
      String reason,
      Duration delay,
      boolean charged,
      Optional<SendMail.Outcome> mailed) {
    this(verb, reason, delay, charged, mailed, Duration.ZERO);
  }

  static Settlement sent(SendMail.Sent sent) {
    return new Settlement(Verb.SENT, "", Duration.ZERO, true, Optional.of(sent));
  }

  /** Nothing is to be sent, and that is right. */
  static Settlement ended(String reason) {
    return new Settlement(Verb.ENDED, reason, Duration.ZERO, false, Optional.empty());
  }

  /** It can never be sent, and an operator should know. */
  static Settlement dead(String reason) {
    return new Settlement(Verb.DEAD, reason, Duration.ZERO, true, Optional.empty());
  }

  /** It never came to a mail: Redis or a connector was away. The message is not to blame. */
  static Settlement postponed(String reason, Duration delay) {
    return new Settlement(Verb.AGAIN, reason, delay, false, Optional.empty());
  }

  static Settlement failed(SendMail.Failed failed, Duration delay) {
    boolean charged = failed.kind() != SendMail.Kind.RELAY;
    Verb verb = failed.kind() == SendMail.Kind.PERMANENT ? Verb.DEAD : Verb.AGAIN;
    return new Settlement(verb, failed.reason(), delay, charged, Optional.of(failed));
  }

  /** The same, of an attempt that took so long. */
  Settlement after(Duration time) {
    return new Settlement(verb, reason, delay, charged, mailed, time);
  }

  /** Why it is a dead letter when this was the last attempt that it got. */
  String lastReason() {
    return mailed
        .filter(SendMail.Failed.class::isInstance)
        .filter(outcome -> ((SendMail.Failed) outcome).stage() == SendMail.Stage.ACCOUNT_SOURCE)
        .map(outcome -> "account-source")
        .orElse("gave-up");
  }

  /** True when nobody can say whether a relay took the mail. */
  boolean unknown() {
    return mailed
        .filter(SendMail.Failed.class::isInstance)
        .map(outcome -> ((SendMail.Failed) outcome).kind() == SendMail.Kind.UNKNOWN)
        .orElse(false);
  }
}

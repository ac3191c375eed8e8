package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened, published under {@link Addresses#EVENTS} for the journal. Facts hold no
 * token; what they hold of a person prints masked.
 */
public sealed interface Fact extends BusMessage {

  /**
   * A reset request is stored.
   *
   * @param limited its account is over the limit, which ends it
   * @param key the name of the API key that asked; empty for a browser
   */
  record RequestAccepted(
      RequestId request, AppId app, EmailAddress email, boolean limited, Optional<String> key)
      implements Fact {}

  /** A request came to its end without a mail, as it should: nobody is told but the operator. */
  record RequestEnded(RequestId request, AppId app, String reason) implements Fact {}

  /**
   * A link token was made, to be mailed at once.
   *
   * @param key the name of the API key that it was handed to instead; else empty
   */
  record TokenMinted(
      RequestId request, AppId app, EmailAddress email, Instant expiresAt, Optional<String> key)
      implements Fact {}

  /** A relay has taken the mail. {@code sinceAccepted}: from the request to now. */
  record MailSent(RequestId request, AppId app, String relay, int attempt, Duration sinceAccepted)
      implements Fact {}

  /** An attempt failed and another will follow after {@code retryIn}. */
  record MailDelayed(
      RequestId request,
      AppId app,
      int attempt,
      String reason,
      Optional<Integer> replyCode,
      Duration retryIn)
      implements Fact {}

  /** A request was given up; it is kept as a dead letter. */
  record MailDied(RequestId request, AppId app, String reason, Optional<Integer> replyCode)
      implements Fact {}

  /** A relay is there, as the configuration has it; told once, when the node starts. */
  record RelayConfigured(String relay, int connections) implements Fact {}

  /**
   * A relay is left out from now on, until it is well again: what it was to take is offered to the
   * next, or waits.
   *
   * @param reason a stable word, as that of a {@link SendMail.Failed}
   * @param misconfigured true when it works but not with our configuration: it stays so until
   *     somebody changes something
   * @param advice a sentence for the operator
   */
  record RelayFailed(
      String relay,
      String reason,
      Optional<Integer> replyCode,
      boolean misconfigured,
      String advice)
      implements Fact {}

  /** A relay that had failed took a mail again. {@code after}: since it failed. */
  record RelayRecovered(String relay, Duration after) implements Fact {}

  /**
   * Relays refuse mails for reasons of policy (5.7.x), more often than single recipients explain:
   * our sender may be on a list. Told at most once in each {@code within}.
   *
   * @param count how many in the time {@code within}
   */
  record PolicyRefusalsRose(int count, Duration within) implements Fact {}

  /** A dead letter is mailed again. */
  record DeadLetterReplayed(RequestId request, AppId app) implements Fact {}

  /** A dead letter was forgotten. */
  record DeadLetterPurged(RequestId request, AppId app) implements Fact {}

  /** Somebody looked at a live link. */
  record LinkOpened(RequestId request, AppId app, EmailAddress email) implements Fact {}

  /** A token was redeemed. */
  record TokenConsumed(RequestId request, AppId app, EmailAddress email) implements Fact {}

  /** A token that is not live was presented. {@code request}: whose it is, where that is known. */
  record TokenRefused(Optional<RequestId> request, AppId app, DeadReason reason) implements Fact {}

  /** All links of an account were killed. */
  record LinksRevoked(AppId app, Subject subject) implements Fact {}

  /** Ids without a job were found in the outbox and dropped; there should never be any. */
  record JobsDropped(long count) implements Fact {}
}

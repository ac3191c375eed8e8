package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks what became of a request. Answered by the outbox verticle. */
public record TellStory(RequestId request, AppId app) implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Story, Unknown {}

  /** No such request, or one of another app, or one that ended more than seven days ago. */
  public record Unknown() implements Outcome {}

  /**
   * @param state queued, sending, retrying, sent, dead or ended
   * @param reason why it is dead or ended
   * @param nextAttemptAt when a queued or retrying request is due
   */
  public record Story(
      RequestId request,
      String state,
      Optional<String> reason,
      Instant acceptedAt,
      Optional<Instant> endedAt,
      Optional<Instant> nextAttemptAt,
      List<Attempt> attempts)
      implements Outcome {
    public Story {
      attempts = List.copyOf(attempts);
    }

    /** The reply code of the last attempt that got one. */
    public Optional<Integer> lastReplyCode() {
      return attempts.stream().flatMap(attempt -> attempt.replyCode().stream()).reduce((a, b) -> b);
    }
  }

  /**
   * @param result sent, temporary, greylisted, permanent, unknown or relay
   * @param reason why it failed, in a stable word; empty when it did not
   * @param replyCode the relay's SMTP reply code, where it gave one
   */
  public record Attempt(
      Instant at, String result, Optional<String> reason, Optional<Integer> replyCode) {}
}

package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asks for dead letters, the newest first. Answered by the dead letter verticle.
 *
 * @param app only this app's
 * @param reason only those that died for this reason
 * @param most how many at most
 * @param cursor where the page before ended, as its answer says
 */
public record ListDeadLetters(
    Optional<AppId> app, Optional<String> reason, int most, Optional<String> cursor)
    implements BusMessage {

  /**
   * @param next the cursor of the next page, if there may be one
   */
  public record Page(List<DeadLetter> letters, Optional<String> next) implements BusMessage {
    public Page {
      letters = List.copyOf(letters);
    }
  }

  /**
   * A mail that was given up.
   *
   * @param app empty when it cannot be read
   * @param address masked; empty when it cannot be read
   * @param attempts how often it was tried in all
   * @param generation counts its lives: 1, and one more for each replay
   * @param last the last attempt that came to a relay, if one did
   */
  public record DeadLetter(
      RequestId request,
      Optional<AppId> app,
      Optional<String> address,
      Optional<Instant> acceptedAt,
      Instant diedAt,
      String reason,
      int attempts,
      int generation,
      Optional<LastAttempt> last) {}

  /**
   * @param stage how far the mail had come, in lower case with hyphens
   * @param replyText what the relay said, addresses masked; may still say more than a log should
   */
  public record LastAttempt(
      String reason, String stage, Optional<Integer> replyCode, Optional<String> replyText) {
    @Override
    public String toString() {
      return "LastAttempt[" + reason + ", " + stage + ", " + replyCode + "]";
    }
  }
}

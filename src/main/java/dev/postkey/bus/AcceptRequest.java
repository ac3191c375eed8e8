package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for a reset mail. Answered by the outbox verticle once the request is stored; the answer is
 * the same for every address, known or not, limited or not.
 *
 * @param key the name of the API key that asks; empty for a browser
 * @param subject what a {@code trusted} application calls the account, where it says so
 * @param name how to greet the person, where known
 * @param locale the language to write in
 * @param data strings for the templates and for the one who consumes the token
 * @param idempotency so that a repeated call is one request
 */
public record AcceptRequest(
    AppId app,
    Optional<String> key,
    EmailAddress email,
    Optional<Subject> subject,
    Optional<String> name,
    Locale locale,
    Map<String, String> data,
    Optional<Idempotency> idempotency)
    implements BusMessage {

  public AcceptRequest {
    data = Map.copyOf(data);
  }

  /** What it was answered with. */
  public sealed interface Outcome extends BusMessage permits Accepted, Mismatch, Full {}

  /** The request is stored, and will end in a mail, a dead letter or a stated reason. */
  public record Accepted(RequestId request) implements Outcome {}

  /** The same {@code Idempotency-Key} came with another body. */
  public record Mismatch() implements Outcome {}

  /** The outbox holds as many jobs as it may; nothing was stored. */
  public record Full(Duration retryAfter) implements Outcome {}

  /**
   * A repeated call is known by its key and must bring the same body.
   *
   * @param scope whose keys these are: app and API key
   * @param key as the caller sent it
   * @param body the canonical body
   */
  public record Idempotency(String scope, String key, String body) {
    @Override
    public String toString() {
      return "Idempotency[redacted]";
    }
  }

  @Override
  public String toString() {
    return "AcceptRequest[app=" + app + ", email=" + email + "]";
  }
}

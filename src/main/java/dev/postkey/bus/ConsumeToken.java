package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Redeems a token, once. Answered by the token verticle.
 *
 * @param idempotencyKey lets the same caller have a lost answer again
 */
public record ConsumeToken(Token token, AppId app, Optional<String> idempotencyKey)
    implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Consumed, Refused {}

  /** It was live and is now used; all other links of the account are dead. */
  public record Consumed(
      AppId app,
      Subject subject,
      EmailAddress email,
      RequestId request,
      Instant issuedAt,
      Map<String, String> data)
      implements Outcome {
    public Consumed {
      data = Map.copyOf(data);
    }

    @Override
    public String toString() {
      return "Consumed[app=" + app + ", request=" + request + "]";
    }
  }

  /** It was not live. {@code request}: whose it is, if any's. */
  public record Refused(DeadReason reason, Optional<RequestId> request) implements Outcome {}

  @Override
  public String toString() {
    return "ConsumeToken[app=" + app + "]";
  }
}

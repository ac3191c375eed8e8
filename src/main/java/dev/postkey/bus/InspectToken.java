package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import java.time.Instant;
import java.util.Optional;

/** Asks what a token is good for, and changes nothing. Answered by the token verticle. */
public record InspectToken(Token token, AppId app) implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Live, Dead {}

  /** It can be consumed until {@code expiresAt}. */
  public record Live(
      AppId app,
      Subject subject,
      EmailAddress email,
      RequestId request,
      Instant issuedAt,
      Instant expiresAt)
      implements Outcome {}

  /** It cannot be consumed any more, or never could. {@code request}: whose it is, if any's. */
  public record Dead(DeadReason reason, Optional<RequestId> request) implements Outcome {}
}

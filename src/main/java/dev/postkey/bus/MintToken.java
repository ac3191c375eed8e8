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
 * Asks for a link token. Answered by the token verticle.
 *
 * @param acceptedAt when the request was accepted, by Redis time; empty for a token that is asked
 *     for directly, which counts as accepted now
 * @param key the name of the API key that asks for it directly, and so has it in hand
 */
public record MintToken(
    RequestId request,
    AppId app,
    Subject subject,
    EmailAddress email,
    Map<String, String> data,
    Optional<Instant> acceptedAt,
    Optional<String> key)
    implements BusMessage {

  public MintToken {
    data = Map.copyOf(data);
  }

  @Override
  public String toString() {
    return "MintToken[request=" + request + ", app=" + app + ", email=" + email + "]";
  }

  public sealed interface Outcome extends BusMessage permits Minted, Superseded, Limited {}

  /** The token lives in Redis, as a keyed hash, until {@code expiresAt}. */
  public record Minted(Token token, Instant issuedAt, Instant expiresAt) implements Outcome {}

  /** The account's links were revoked, used or replaced after the request was accepted. */
  public record Superseded() implements Outcome {}

  /** The account has asked too often, under whatever spelling of its address. */
  public record Limited() implements Outcome {}
}

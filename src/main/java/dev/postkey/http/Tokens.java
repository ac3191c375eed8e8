package dev.postkey.http;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Fact;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.Unavailable;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Looking at tokens, redeeming and revoking them: line 6 of the flow. */
final class Tokens {
  private final Bus bus;
  private final Admission admission;

  Tokens(Bus bus, Admission admission) {
    this.bus = bus;
    this.admission = admission;
  }

  /** {@code POST /v1/tokens/inspect}. */
  Future<Answer> inspect(Call call) {
    InspectToken question = new InspectToken(token(call), call.caller().app().id());
    return admission
        .admit(call)
        .compose(admitted -> bus.ask(Addresses.INSPECT, question))
        .onSuccess(outcome -> tell(question, outcome))
        .map(Tokens::answer);
  }

  private void tell(InspectToken question, InspectToken.Outcome outcome) {
    if (outcome instanceof InspectToken.Live live) {
      bus.publish(new Fact.LinkOpened(live.request(), live.app(), live.email()));
    } else if (outcome instanceof InspectToken.Dead dead) {
      bus.publish(new Fact.TokenRefused(dead.request(), question.app(), dead.reason()));
    }
  }

  /** {@code POST /v1/tokens/consume}. */
  Future<Answer> consume(Call call) {
    ConsumeToken command =
        new ConsumeToken(token(call), call.caller().app().id(), call.idempotencyKey());
    return admission.admit(call).compose(admitted -> consume(command));
  }

  private Future<Answer> consume(ConsumeToken command) {
    return bus.ask(Addresses.CONSUME, command)
        .map(Tokens::answer)
        .recover(error -> Future.failedFuture(ambiguous(command, error)));
  }

  /** {@code POST /v1/tokens/revoke}. */
  Future<Answer> revoke(Call call) {
    Fields fields = call.fields(Set.of("subject"));
    Subject subject = fields.required("subject", Subject::new);
    fields.check();
    RevokeTokens command = new RevokeTokens(call.caller().app().id(), subject);
    return admission
        .admit(call)
        .compose(admitted -> bus.ask(Addresses.REVOKE, command))
        .map(done -> Answer.noContent());
  }

  /** The body's token. A malformed one is refused before anybody is asked (requirement S7). */
  private static Token token(Call call) {
    Fields fields = call.fields(Set.of("token"));
    String text = fields.required("token", value -> value);
    fields.check();
    return Token.parse(text).orElseThrow(Tokens::malformed);
  }

  private static Refusal malformed() {
    FieldError error =
        new FieldError("/token", "A token is 43 letters, digits, hyphens and underscores.");
    return Refusal.of(Answer.problem(Problem.TOKEN_MALFORMED, List.of(error)));
  }

  private static Answer answer(InspectToken.Outcome outcome) {
    if (outcome instanceof InspectToken.Dead dead) {
      return Answer.problem(problem(dead.reason()));
    }
    InspectToken.Live live = (InspectToken.Live) outcome;
    return Answer.json(
        200,
        new JsonObject()
            .put("state", "live")
            .put("app", live.app().value())
            .put("subject", live.subject().value())
            .put("email", live.email().value())
            .put("requestId", live.request().value())
            .put("issuedAt", Answer.time(live.issuedAt()))
            .put("expiresAt", Answer.time(live.expiresAt())));
  }

  private static Answer answer(ConsumeToken.Outcome outcome) {
    if (outcome instanceof ConsumeToken.Refused refused) {
      return Answer.problem(problem(refused.reason()));
    }
    ConsumeToken.Consumed consumed = (ConsumeToken.Consumed) outcome;
    JsonObject data = new JsonObject();
    consumed.data().forEach(data::put);
    return Answer.json(
        200,
        new JsonObject()
            .put("app", consumed.app().value())
            .put("subject", consumed.subject().value())
            .put("email", consumed.email().value())
            .put("requestId", consumed.request().value())
            .put("issuedAt", Answer.time(consumed.issuedAt()))
            .put("data", data));
  }

  private static Problem problem(DeadReason reason) {
    return switch (reason) {
      case UNKNOWN -> Problem.TOKEN_UNKNOWN;
      case EXPIRED -> Problem.TOKEN_EXPIRED;
      case USED -> Problem.TOKEN_USED;
      case REPLACED -> Problem.TOKEN_REPLACED;
      case REVOKED -> Problem.TOKEN_REVOKED;
    };
  }

  /** A lost answer does not say whether the token was used, and is never asked for again by us. */
  private static Throwable ambiguous(ConsumeToken command, Throwable error) {
    if (!(error instanceof Unavailable)) {
      return error;
    }
    String advice =
        command.idempotencyKey().isPresent()
            ? "Send the same request with the same Idempotency-Key to find out."
            : "With an Idempotency-Key such a request can be sent again to find out.";
    return Refusal.of(
        Failures.unavailable("It is not known whether the token was used. " + advice));
  }
}

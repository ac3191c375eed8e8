package dev.postkey.http;

import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import io.vertx.core.Future;

/**
 * Applies the limits of callers (requirement S10): each API key has one, and so has the person for
 * whom a back end asks. Counted once a call is well-formed and before anything else is asked, so
 * that a malformed one costs no look-up.
 */
final class Admission {
  private final ClientLimits limits;

  Admission(ClientLimits limits) {
    this.limits = limits;
  }

  /**
   * Counts a call. Fails with a {@link Refusal} when that is one too many, or when the caller has
   * hung up: then nobody wants the work that would follow.
   */
  Future<Void> admit(Call call) {
    return countKey(call.caller()).map(counted -> waiting(call));
  }

  /** Counts a call for the person at {@code client}. */
  Future<Void> admit(Call call, ClientAddress client) {
    Caller caller = call.caller();
    String who = caller.app().id() + "|" + client.network();
    return countKey(caller)
        .compose(counted -> count(limitsOf(caller).perClient(), "client", who))
        .map(counted -> waiting(call));
  }

  private Future<Void> countKey(Caller caller) {
    return count(limitsOf(caller).perKey(), "key", caller.id());
  }

  private Future<Void> count(Rate rate, String kind, String who) {
    return limits.admit(rate, kind, who).compose(Admission::judged);
  }

  private static Void waiting(Call call) {
    if (call.abandoned().getAsBoolean()) {
      throw Refusal.of(Problem.UNAVAILABLE); // Told to nobody.
    }
    return null;
  }

  private static Future<Void> judged(ClientLimits.Verdict verdict) {
    return verdict.allowed()
        ? Future.succeededFuture()
        : Future.failedFuture(
            Refusal.of(Answer.problem(Problem.RATE_LIMITED).retryAfter(verdict.retryAfter())));
  }

  private static Config.Limits limitsOf(Caller caller) {
    return caller.app().limits();
  }
}

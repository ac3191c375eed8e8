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

  /** Counts a call of {@code caller}. Fails with a {@link Refusal} when that is one too many. */
  Future<Void> admit(Caller caller) {
    return admit(limitsOf(caller).perKey(), "key", caller.id());
  }

  /** Counts a call of {@code caller} for the person at {@code client}. */
  Future<Void> admit(Caller caller, ClientAddress client) {
    String who = caller.app().id() + "|" + client.network();
    return admit(caller).compose(counted -> admit(limitsOf(caller).perClient(), "client", who));
  }

  private Future<Void> admit(Rate rate, String kind, String who) {
    return limits.admit(rate, kind, who).compose(Admission::judged);
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

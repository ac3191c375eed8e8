package dev.postkey.http;

import dev.postkey.config.Config;
import dev.postkey.http.ClientLimits.Count;
import dev.postkey.http.ClientLimits.Limit;
import dev.postkey.http.ClientLimits.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the limits of callers (requirement S10): each API key has one, and so has the person for
 * whom a back end asks, or whose browser does. Counted once a call is well-formed and before
 * anything else is asked, so that a malformed one costs no look-up; against all limits or none.
 *
 * <p>From then on the answer tells where the tightest of them stands (requirement W2), whatever
 * comes of the call: these headers know nothing of any account.
 */
final class Admission {
  /** Counts the visits of an app that come without a proof of work; no caller's own. */
  private static final String UNPROVED = "unproved";

  private final ClientLimits limits;

  Admission(ClientLimits limits) {
    this.limits = limits;
  }

  /**
   * Counts a call. Fails with a {@link Refusal} when that is one too many, or when the caller has
   * hung up: then nobody wants the work that would follow.
   */
  Future<Void> admit(Call call) {
    return admit(call.caller().app(), List.of(ofKey(call.caller())), call.received());
  }

  /** Counts a call for the person at {@code client}. */
  Future<Void> admit(Call call, ClientAddress client) {
    Config.App app = call.caller().app();
    return admit(app, List.of(ofKey(call.caller()), ofClient(app, client)), call.received());
  }

  /**
   * Counts a visit, as {@link #admit(Call)} does. One that comes without a proof of work may be
   * refused for want of it: when the app has too many such visits, whoever they ask for.
   */
  Future<Void> admit(Visit visit, Config.App app, boolean proved) {
    List<Limit> all = new ArrayList<>(List.of(ofClient(app, visit.client())));
    if (!proved) {
      app.challenge().above().ifPresent(above -> all.add(new Limit(UNPROVED, "", above)));
    }
    return admit(app, all, visit.received());
  }

  private static Limit ofKey(Caller caller) {
    return new Limit("key", caller.key().name(), caller.app().limits().perKey());
  }

  private static Limit ofClient(Config.App app, ClientAddress client) {
    return new Limit("client", client.network(), app.limits().perClient());
  }

  private Future<Void> admit(Config.App app, List<Limit> all, Received received) {
    return limits.admit(app.id(), all).map(verdict -> judged(app, verdict, received));
  }

  private static Void judged(Config.App app, Verdict verdict, Received received) {
    Count own = own(verdict).tightest();
    RateLimitHeaders.tell(own, received.told());
    if (!own.allowed()) {
      throw Refusal.of(Answer.problem(Problem.RATE_LIMITED).retryAfter(own.delay()));
    }
    if (!verdict.tightest().allowed()) {
      throw Refusal.of(
          Problem.CHALLENGE_REQUIRED,
          "Solve what GET /v1/challenge?app=" + app.id() + " answers; send it as altcha.");
    }
    if (received.abandoned().getAsBoolean()) {
      throw Refusal.of(Problem.UNAVAILABLE); // Told to nobody.
    }
    return null;
  }

  /** The limits that are the caller's own. */
  private static Verdict own(Verdict verdict) {
    return new Verdict(
        verdict.counts().stream().filter(count -> !count.limit().name().equals(UNPROVED)).toList());
  }
}

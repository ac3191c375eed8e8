package dev.postkey.http;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asking for a mail from a browser without an API key: line 1 of the flow (requirement W5). It may
 * say who is meant and in which language to write, and nothing that only somebody who is trusted
 * could say.
 */
final class Visits {
  private static final Set<String> FIELDS = Set.of("email", "app", "locale", "altcha");
  private static final List<String> FOR_KEYS = List.of("subject", "name", "data", "client");
  private static final String SOLUTION = "solution";

  private final Bus bus;
  private final Supplier<Directory> directory;
  private final Admission admission;
  private final Challenges challenges;
  private final ClientLimits limits;

  Visits(
      Bus bus,
      Supplier<Directory> directory,
      Admission admission,
      Challenges challenges,
      ClientLimits limits) {
    this.bus = bus;
    this.directory = directory;
    this.admission = admission;
    this.challenges = challenges;
    this.limits = limits;
  }

  /** {@code POST /v1/reset-requests}, as {@link ResetRequests#accept} answers it. */
  Future<Answer> accept(Visit visit) {
    Fields fields = visit.received().fields(FIELDS, FOR_KEYS);
    Optional<String> id = fields.optional("app", text -> text);
    Config.App app = openTo(visit, id.orElse(AppId.DEFAULT.value()));
    AccountFields account = AccountFields.take(fields, app.accounts());
    Optional<String> solution = fields.optional("altcha", text -> text);
    fields.check();
    refuseIdempotency(visit);
    return prove(visit, app, solution)
        .compose(proved -> bus.ask(Addresses.ACCEPT, command(app, account)))
        .map(ResetRequests::answer);
  }

  private Config.App openTo(Visit visit, String id) {
    return directory
        .get()
        .openTo(visit.origin(), id)
        .orElseThrow(() -> Cors.refusal(visit.received().told()));
  }

  private static void refuseIdempotency(Visit visit) {
    if (visit.received().idempotencyKey().isPresent()) {
      throw Refusal.of(
          Problem.INVALID_REQUEST, "Idempotency-Key can be sent with an API key only.");
    }
  }

  /** Counts the visit, once its proof, if it brings one, is known to be good; and uses that up. */
  private Future<Void> prove(Visit visit, Config.App app, Optional<String> solution) {
    if (solution.isEmpty()) {
      return admission.admit(visit, app, false);
    }
    String solved =
        challenges
            .solved(app.id(), solution.get())
            .orElseThrow(() -> Refusal.of(Problem.CHALLENGE_FAILED));
    return admission
        .admit(visit, app, true)
        .compose(admitted -> limits.useUp(app.id(), SOLUTION, solved, Challenges.KEEP))
        .compose(
            fresh ->
                fresh
                    ? Future.succeededFuture()
                    : Future.failedFuture(Refusal.of(Problem.CHALLENGE_FAILED)));
  }

  private static AcceptRequest command(Config.App app, AccountFields account) {
    return new AcceptRequest(
        app.id(),
        Optional.empty(),
        account.email(),
        Optional.empty(),
        Optional.empty(),
        account.locale(),
        Map.of(),
        Optional.empty());
  }

  /**
   * {@code GET /v1/challenge?app=…}. Counted by nobody: it is made out of nothing and stored
   * nowhere, which costs less than to count it.
   */
  Handler<RoutingContext> challenge() {
    return context ->
        Failures.answered(context, () -> Future.succeededFuture(challenge(context.request())));
  }

  private Answer challenge(HttpServerRequest request) {
    List<String> ids = apps(request);
    String id = ids.isEmpty() ? AppId.DEFAULT.value() : ids.get(0);
    String origin = Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN)).orElse("");
    return Optional.of(id)
        .filter(one -> ids.size() <= 1)
        .flatMap(one -> directory.get().openTo(origin, one))
        .map(app -> Answer.json(200, challenges.create(app)))
        .orElseThrow(() -> Cors.refusal(request.response().headers()));
  }

  /** The query is decoded only when it is asked for; what fails then would repeat it in the log. */
  private static List<String> apps(HttpServerRequest request) {
    try {
      return request.params().getAll("app");
    } catch (IllegalArgumentException malformed) {
      throw Refusal.of(Problem.MALFORMED_HTTP);
    }
  }
}

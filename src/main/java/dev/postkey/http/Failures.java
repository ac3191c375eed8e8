package dev.postkey.http;

import dev.postkey.bus.Fault;
import dev.postkey.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a call early into an answer. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  /** Long enough for a restart of what is away, short enough for a person to wait. */
  private static final Duration WAIT = Duration.ofSeconds(2);

  private Failures() {}

  /** Sends what {@code work} comes to, be it an answer or a failure of whatever kind. */
  static void answered(RoutingContext context, Supplier<Future<Answer>> work) {
    Future.succeededFuture()
        .compose(start -> work.get())
        .recover(error -> Future.succeededFuture(answer(context, error)))
        .onSuccess(answer -> answer.send(context.response()));
  }

  /** The answer to tell; of a fault nothing but that there was one (requirement W1). */
  static Answer answer(RoutingContext context, Throwable error) {
    if (error instanceof Refusal refusal) {
      return refusal.answer();
    }
    if (error instanceof Unavailable) {
      return Answer.problem(Problem.UNAVAILABLE).retryAfter(WAIT);
    }
    if (!(error instanceof Fault)) {
      log.error("call_failed route={}", route(context), error);
    }
    return Answer.problem(Problem.INTERNAL);
  }

  /** The route and never the path, which may hold what no log may (requirement H6). */
  private static String route(RoutingContext context) {
    Route route = context.currentRoute();
    return route == null ? "none" : route.getName();
  }

  /** As for {@link Unavailable}, where something else is away. */
  static Answer later(Problem problem) {
    return Answer.problem(problem).retryAfter(WAIT);
  }

  /** As for {@link Unavailable}, with more to say. */
  static Answer unavailable(String detail) {
    return Answer.problem(Problem.UNAVAILABLE, detail).retryAfter(WAIT);
  }
}

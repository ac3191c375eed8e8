package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Bounds how many requests are worked on at once (requirement W6); one too many is told so at once,
 * which costs next to nothing. Each verticle instance has its own, with its share of the bound, and
 * uses it from its event loop only: no request of one event loop waits for another's counter.
 *
 * <p>It bounds the questions on the bus too: a request asks one at a time.
 */
final class Turnstile implements Handler<RoutingContext> {
  /** Made once: in an overload this is what is answered most. */
  static final Answer OVERLOADED =
      Answer.problem(Problem.OVERLOADED).retryAfter(Duration.ofSeconds(1));

  private final IntSupplier bound;
  private int inside;

  /**
   * @param bound how many may be inside; asked for each request
   */
  Turnstile(IntSupplier bound) {
    this.bound = bound;
  }

  @Override
  public void handle(RoutingContext context) {
    if (inside >= bound.getAsInt()) {
      OVERLOADED.send(context.response());
      return;
    }
    if (context.response().closed()) {
      return; // A pipelined request of a connection that is gone: its end would never be told.
    }
    inside++;
    context.addEndHandler(ended -> inside--);
    context.next();
  }
}

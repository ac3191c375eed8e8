package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Bounds how many requests are worked on at once (requirement W6): by what is configured, and by
 * the {@link Pace} that this machine can keep up. One too many is told so at once, which costs next
 * to nothing. Each verticle instance has its own, with its share of the bound, and uses it from its
 * event loop only: no request of one event loop waits for another's counter.
 */
final class Turnstile implements Handler<RoutingContext> {
  private static final Answer OVERLOADED =
      Answer.problem(Problem.OVERLOADED).retryAfter(Duration.ofSeconds(1));

  private final IntSupplier most;
  private final Pace pace;
  private int inside;

  /**
   * @param most how many may be inside, however fast they are; asked for each request
   */
  Turnstile(IntSupplier most, Pace pace) {
    this.most = most;
    this.pace = pace;
  }

  @Override
  public void handle(RoutingContext context) {
    if (inside >= pace.bound(most.getAsInt())) {
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

  /**
   * The same endpoint, whose answers set the pace. For those that wait for Redis and for nobody
   * else: that a caller or a connector takes its time says nothing about this machine.
   */
  Endpoint pacing(Endpoint endpoint) {
    return call -> {
      long begun = System.nanoTime();
      return endpoint
          .answer(call)
          .onComplete(done -> pace.answered(begun, System.nanoTime(), inside, most.getAsInt()));
    };
  }
}

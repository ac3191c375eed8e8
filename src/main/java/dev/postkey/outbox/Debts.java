package dev.postkey.outbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What this node still has to tell Redis of the jobs that it holds, and could not: how one ended,
 * or that it keeps one. A mail that has gone out must not go out once more because Redis was away,
 * so each is told again until it is taken; and as long as one is not, nothing should be claimed:
 * when Redis comes back after more than a lease, those jobs are due, and would be worked twice.
 * Belongs to the outbox verticle's event loop.
 */
final class Debts {
  private static final long AGAIN_MILLIS = 200;
  private static final long LAST_TRIES_MILLIS = 5_000;

  private final Vertx vertx;
  private final long againMillis;
  private final Set<Promise<?>> owed = new HashSet<>();
  private boolean givenUp;

  Debts(Vertx vertx) {
    this(vertx, AGAIN_MILLIS);
  }

  /** For tests, which have no time to wait. */
  Debts(Vertx vertx, long againMillis) {
    this.vertx = vertx;
    this.againMillis = againMillis;
  }

  /** True while Redis has failed to take something. */
  boolean any() {
    return !owed.isEmpty();
  }

  /**
   * Tells Redis until it has taken it. Fails only after {@link #stop}.
   *
   * @param telling tells it once
   */
  <T> Future<T> tell(Supplier<Future<T>> telling) {
    return tell(telling, () -> true);
  }

  /**
   * As {@link #tell(Supplier)}, but fails too once it is no longer wanted.
   *
   * @param wanted asked before each repetition
   */
  <T> Future<T> tell(Supplier<Future<T>> telling, Supplier<Boolean> wanted) {
    Promise<T> taken = Promise.promise();
    attempt(telling, wanted, taken);
    return taken.future().onComplete(done -> owed.remove(taken));
  }

  /** Each attempt is a future of its own: a chain of them would grow with the time of an outage. */
  private <T> void attempt(
      Supplier<Future<T>> telling, Supplier<Boolean> wanted, Promise<T> taken) {
    telling
        .get()
        .onSuccess(taken::complete)
        .onFailure(
            error -> {
              if (givenUp || !wanted.get()) {
                taken.fail(error);
              } else {
                owed.add(taken);
                vertx.setTimer(againMillis, id -> attempt(telling, wanted, taken));
              }
            });
  }

  /** What Redis does not take is given up soon; who stops cannot wait for ever. */
  void stop() {
    vertx.setTimer(LAST_TRIES_MILLIS, id -> givenUp = true);
  }
}

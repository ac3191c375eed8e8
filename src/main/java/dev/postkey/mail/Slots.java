package dev.postkey.mail;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets so many pieces of work run at once and so many wait, first come, first served; how many may
 * run can change at any time. It stands before the mail client's connection pool, whose own queue
 * has neither an end nor a time-out. Used on one event loop only.
 */
final class Slots {
  /** More wait already than may. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Full() {
      super("too many wait", null, false, false);
    }
  }

  private final int maxWaiting;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int limit;
  private int running;

  Slots(int slots, int maxWaiting) {
    this.limit = slots;
    this.maxWaiting = maxWaiting;
  }

  /** True when new work would have to wait. */
  boolean full() {
    return running >= limit;
  }

  /** From now on so many may run at once; what runs already goes on. */
  void resize(int slots) {
    limit = slots;
    startWaiting();
  }

  /**
   * Runs {@code work} when its turn comes; fails with {@link Full} when too many wait.
   *
   * @param atMost after that the slot is free again even if the work has not ended, so that work
   *     that never ends cannot keep it
   */
  <T> Future<T> run(Duration atMost, Supplier<Future<T>> work) {
    return enter()
        .compose(
            entered -> {
              Future<T> running = start(work);
              running
                  .timeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                  .onComplete(ended -> leave());
              return running;
            });
  }

  private Future<Void> enter() {
    if (!full()) {
      running++;
      return Future.succeededFuture();
    }
    if (waiting.size() >= maxWaiting) {
      return Future.failedFuture(new Full());
    }
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  private void leave() {
    running--;
    startWaiting();
  }

  /** The slot is taken before the work is told, so that nobody overtakes the queue. */
  private void startWaiting() {
    while (!full() && !waiting.isEmpty()) {
      running++;
      waiting.poll().complete();
    }
  }

  private static <T> Future<T> start(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}

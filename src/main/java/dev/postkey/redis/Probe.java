package dev.postkey.redis;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A check whose result stands for a moment, so that asking for it a thousand times a second costs
 * Redis no more than two. Belongs to one event loop.
 */
final class Probe {
  /** Calls whatever the other scripts call. */
  static final Script SCRIPT = Script.load("probe");

  private static final Duration STANDS = Duration.ofMillis(500);

  private final Supplier<Future<Void>> check;
  private Future<Void> result;
  private long standsUntil;

  Probe(Supplier<Future<Void>> check) {
    this.check = check;
  }

  Future<Void> result() {
    if (result == null || (result.isComplete() && System.nanoTime() - standsUntil >= 0)) {
      result = check.get().onComplete(done -> standsUntil = System.nanoTime() + STANDS.toNanos());
    }
    return result;
  }
}

package dev.postkey.dev;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, which nobody announces. Blocks. */
final class Patience {
  private static final long PAUSE_MILLIS = 20;

  private Patience() {}

  /**
   * Looks until {@code claim} holds, for {@code limit} at most; false when it does not.
   *
   * @throws EmbeddedRedisException when the thread is interrupted; it stays so
   */
  static boolean await(Duration limit, BooleanSupplier claim) {
    long end = System.nanoTime() + limit.toNanos();
    while (!claim.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static EmbeddedRedisException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EmbeddedRedisException("interrupted while waiting for the embedded Redis", e);
  }
}

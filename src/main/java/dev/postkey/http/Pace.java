package dev.postkey.http;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How many requests may be worked on at once so that each is answered in good time, found out by
 * trying: a little more as long as they are, a tenth less when one was not (additive increase,
 * multiplicative decrease, as TCP does). A fixed bound that suits a fast machine makes a slow one
 * queue for seconds; then questions time out whose work is done all the same, and the more is
 * asked, the less is had. Belongs to one event loop.
 */
final class Pace {
  /** Never less, so that a pause of Redis or of the machine does not shut the door. */
  static final int LEAST = 16;

  private static final double SLOWER = 0.9;

  /** Gained while as many requests as are inside now are answered in time. */
  private static final double FASTER = 8;

  private final Supplier<Duration> goodTime;
  private double bound = Integer.MAX_VALUE;
  private long slowedAt = System.nanoTime();

  /**
   * @param goodTime in which a request should be answered; asked for each
   */
  Pace(Supplier<Duration> goodTime) {
    this.goodTime = goodTime;
  }

  /**
   * How many may be inside now.
   *
   * @param most as configured
   */
  int bound(int most) {
    return (int) Math.max(1, Math.min(most, bound));
  }

  /**
   * One was answered.
   *
   * @param begun by {@link System#nanoTime}
   * @param now by the same
   * @param inside how many were inside with it
   * @param most as configured
   */
  void answered(long begun, long now, int inside, int most) {
    if (now - begun > goodTime.get().toNanos()) {
      // Those that began before the last step back could not have known of it.
      if (begun - slowedAt >= 0) {
        bound = Math.max(LEAST, Math.min(bound, Math.min(most, inside)) * SLOWER);
        slowedAt = now;
      }
    } else if (bound < most && inside >= bound / 2) {
      bound += FASTER / bound;
    }
  }
}

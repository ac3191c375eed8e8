package dev.postkey.http;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How many requests may be worked on at once so that they are answered in good time, found out by
 * trying. A fixed bound that suits a fast machine makes a slow one queue for seconds; then
 * questions time out whose work is done all the same, and the more is asked, the less is had.
 *
 * <p>What counts is the fastest answer of each while, as in CoDel (RFC 8289): when even that one
 * was late, there is a queue that does not go away, and fewer are let in; a burst, or a pause of
 * the machine, makes some late but not all. Belongs to one event loop.
 */
final class Pace {
  /** Never less: a machine so slow that these are too many could not serve anybody. */
  static final int LEAST = 64;

  private static final double FEWER = 0.8;
  private static final double MORE = 1.25;

  private final Supplier<Duration> goodTime;
  private double bound = Integer.MAX_VALUE;
  private long fastest = Long.MAX_VALUE;
  private long since;

  /**
   * @param goodTime in which a request should be answered; asked for each
   * @param now by {@link System#nanoTime}
   */
  Pace(Supplier<Duration> goodTime, long now) {
    this.goodTime = goodTime;
    this.since = now;
  }

  /**
   * How many may be inside now.
   *
   * @param most as configured
   */
  int bound(int most) {
    return (int) Math.min(most, bound);
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
    long good = goodTime.get().toNanos();
    fastest = Math.min(fastest, now - begun);
    if (now - since < good) {
      return;
    }
    if (fastest > good) {
      bound = Math.max(LEAST, Math.min(bound(most), inside) * FEWER);
    } else if (inside >= bound / 2) {
      bound = bound * MORE;
    }
    fastest = Long.MAX_VALUE;
    since = now;
  }
}

package dev.postkey.mail;

import dev.postkey.model.Rate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps mails to a relay so far apart that a rate is never exceeded, not even in a burst. Counted
 * in memory, for this node alone. Used on one event loop only.
 */
final class Pace {
  private final long interval;
  private final LongSupplier nanos;
  private long next;

  /**
   * @param rate none for no limit
   * @param nanos a clock as {@link System#nanoTime}
   */
  Pace(Optional<Rate> rate, LongSupplier nanos) {
    // Rounded up: rather one too few than one too many.
    this.interval =
        rate.map(limit -> 1 + (limit.period().toNanos() - 1) / limit.count()).orElse(0L);
    this.nanos = nanos;
    this.next = nanos.getAsLong();
  }

  /** Takes the turn if there is one now. */
  boolean tryTake() {
    if (!left(nanos.getAsLong()).isZero()) {
      return false;
    }
    next = nanos.getAsLong() + interval;
    return true;
  }

  /** How long until the next turn. */
  Duration untilNext() {
    return left(nanos.getAsLong());
  }

  /** How many mails can leave within {@code time}, at most {@code enough}. */
  int within(Duration time, int enough) {
    if (interval == 0) {
      return enough;
    }
    long rest = time.minus(untilNext()).toNanos();
    return rest < 0 ? 0 : (int) Math.min(enough, 1 + rest / interval);
  }

  private Duration left(long now) {
    return Duration.ofNanos(Math.max(0, next - now));
  }
}

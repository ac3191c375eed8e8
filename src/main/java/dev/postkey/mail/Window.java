package dev.postkey.mail;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many connections a relay bears at once. It is halved when the relay asks for less and grows
 * by one for each window of successes, as TCP does it, so that it comes to what the relay allows
 * without anybody having to know that. Used on one event loop only.
 */
final class Window {
  /** Nothing new is begun for so long; doubled each time in a row. */
  static final Duration COOL_DOWN = Duration.ofSeconds(1);

  /** More often in a row is no matter of speed any more: the relay takes nothing. */
  static final int BEARABLE = 3;

  private final int max;
  private final LongSupplier nanos;
  private int size;
  private int successes;
  private int inARow;
  private long coolUntil;

  /**
   * @param max to begin with, and at most
   * @param nanos a clock as {@link System#nanoTime}
   */
  Window(int max, LongSupplier nanos) {
    this.max = max;
    this.nanos = nanos;
    this.size = max;
    this.coolUntil = nanos.getAsLong();
  }

  int size() {
    return size;
  }

  /** True when the relay gets less than it might. */
  boolean reduced() {
    return size < max;
  }

  /** How long nothing new should be begun. */
  Duration coolDown() {
    return Duration.ofNanos(Math.max(0, coolUntil - nanos.getAsLong()));
  }

  void succeeded() {
    inARow = 0;
    successes++;
    if (reduced() && successes >= size) {
      size++;
      successes = 0;
    }
  }

  /**
   * The relay has asked for less. What it says to mails that were under way when it first said so
   * belongs together and counts once.
   *
   * @return true when it said so too often in a row
   */
  boolean slowDown() {
    if (!coolDown().isZero()) {
      return false;
    }
    successes = 0;
    size = Math.max(1, size / 2);
    Duration coolDown = COOL_DOWN.multipliedBy(1L << Math.min(inARow, BEARABLE));
    coolUntil = nanos.getAsLong() + coolDown.toNanos();
    inARow++;
    return inARow > BEARABLE;
  }
}

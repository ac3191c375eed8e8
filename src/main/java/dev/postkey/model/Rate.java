package dev.postkey.model;

import java.time.Duration;

/**
 * A limit such as {@code 5/1h}: at once at most {@code count}, and over time no more than {@code
 * count} in each {@code period}.
 */
public record Rate(int count, Duration period) {
  /** The limiter counts in microseconds, so nothing may be allowed more often. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofNanos(1_000);

  /**
   * @throws IllegalArgumentException when there is nothing to count, no time to count in, or more
   *     than one in each microsecond
   */
  public Rate {
    if (count < 1 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("a rate is a count of at least 1 and a period");
    }
    if (period.dividedBy(count).compareTo(SHORTEST_INTERVAL) < 0) {
      throw new IllegalArgumentException("a rate allows at most 1 in each microsecond");
    }
  }

  /**
   * Reads {@code 20/1m}.
   *
   * @throws IllegalArgumentException when {@code text} is not a count of at most seven digits, a
   *     slash and a duration, or a rate that cannot be
   */
  public static Rate parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || !text.substring(0, slash).matches("[0-9]{1,7}")) {
      throw new IllegalArgumentException("a rate reads like 20/1m");
    }
    return new Rate(
        Integer.parseInt(text.substring(0, slash)), Durations.parse(text.substring(slash + 1)));
  }

  /** The time in which one more is allowed once the count is used up, in microseconds. */
  public long intervalMicros() {
    return period.toNanos() / 1_000 / count;
  }

  /** What each of {@code parts} gets of it, rounded up, where they cannot count together. */
  public Rate share(int parts) {
    return new Rate((count + parts - 1) / parts, period);
  }

  @Override
  public String toString() {
    return count + "/" + Durations.format(period);
  }
}

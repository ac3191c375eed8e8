package dev.postkey.model;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 30m}, {@code 90s}, {@code 1h30m}, {@code PT30M}. */
public final class Durations {
  /** The longest: a hundred years, which still fits into a {@code long} of nanoseconds. */
  static final Duration MAX = Duration.ofDays(36_500);

  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private static final int NANOS_PER_MILLISECOND = 1_000_000;

  private Durations() {}

  /**
   * Reads a duration of whole milliseconds from zero to {@link #MAX}. The short units stand in the
   * order of their size, each once at most.
   *
   * @throws IllegalArgumentException when {@code text} is no such duration
   */
  public static Duration parse(String text) {
    Duration duration = text.startsWith("P") ? iso(text) : units(text);
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration is not negative");
    }
    if (duration.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("a duration is at most " + format(MAX));
    }
    if (duration.getNano() % NANOS_PER_MILLISECOND != 0) {
      throw new IllegalArgumentException("a duration is of whole milliseconds");
    }
    return duration;
  }

  /** What {@link #parse} reads back as the same duration, if it could return it: {@code 1h30m}. */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw unreadable();
    }
  }

  private static Duration units(String text) {
    Matcher match = SHORT.matcher(text);
    if (text.isEmpty() || !match.matches()) {
      throw unreadable();
    }
    return Duration.ofDays(part(match, 1))
        .plusHours(part(match, 2))
        .plusMinutes(part(match, 3))
        .plusSeconds(part(match, 4))
        .plusMillis(part(match, 5));
  }

  private static long part(Matcher match, int group) {
    return match.group(group) == null ? 0 : Long.parseLong(match.group(group));
  }

  private static IllegalArgumentException unreadable() {
    return new IllegalArgumentException("a duration reads like 30m, 90s, 1h30m or PT30M");
  }
}

package dev.postkey.outbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place among dead letters, the newest first: behind the one of this id that died at this time.
 * Later deaths come first; of those in one millisecond, greater ids.
 *
 * @param diedAt in milliseconds, as the score of a sorted set is written
 * @param id empty before all that died then
 */
record DeadLetterPosition(String diedAt, String id) implements Comparable<DeadLetterPosition> {
  static final DeadLetterPosition START = new DeadLetterPosition("+inf", "");

  private static final Pattern CURSOR = Pattern.compile("(\\d{1,15})-(.*)");

  /**
   * @throws IllegalArgumentException when the text is no cursor of ours
   */
  static DeadLetterPosition of(Optional<String> cursor) {
    return cursor.map(DeadLetterPosition::parse).orElse(START);
  }

  private static DeadLetterPosition parse(String text) {
    Matcher parts = CURSOR.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a cursor");
    }
    return new DeadLetterPosition(parts.group(1), parts.group(2));
  }

  String cursor() {
    return diedAt + "-" + id;
  }

  /** What comes first in a list is less. */
  @Override
  public int compareTo(DeadLetterPosition other) {
    int later = Long.compare(Long.parseLong(other.diedAt), Long.parseLong(diedAt));
    return later != 0 ? later : other.id.compareTo(id);
  }
}

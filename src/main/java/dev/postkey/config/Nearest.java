package dev.postkey.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name was probably meant to be. */
final class Nearest {
  private Nearest() {}

  /**
   * The candidate that takes the fewest changes of one character. A name that only stands in the
   * wrong section is as near as a slip of the finger, so that {@code mail.ttl} finds {@code
   * token.ttl}.
   *
   * @return nothing when there are no candidates
   */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(
            Comparator.<String>comparingInt(
                    candidate ->
                        Math.min(
                            distance(name, candidate), 1 + distance(leaf(name), leaf(candidate))))
                .thenComparingInt(candidate -> distance(name, candidate)));
  }

  private static String leaf(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Insertions, deletions and replacements of one character that turn one text into the other. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}

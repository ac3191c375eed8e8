package dev.postkey.config;

import java.util.List;
import java.util.stream.Collectors;

/** Values as messages show them: short, and always on one line (requirement S15). */
final class Words {
  private static final int LONGEST = 60;

  private Words() {}

  /** A value of the schema as it would stand in the file, e.g. {@code 30m} or {@code ["a"]}. */
  static String of(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(", ", "[", "]"))
        : value.toString();
  }

  /** What somebody wrote, in quotes, with everything escaped that is not printable ASCII. */
  static String quoted(String text) {
    String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return start
        .chars()
        .mapToObj(c -> c >= ' ' && c <= '~' ? String.valueOf((char) c) : "\\u%04x".formatted(c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}

package dev.postkey.config;

import java.util.List;
import java.util.Optional;

/**
 * What the schema says of one option.
 *
 * @param name its name in the schema, e.g. {@code apps.*.token.ttl}
 * @param standard its value where nobody sets it
 * @param example how it may read
 * @param choices the values that it, or each item of it, may have; empty when all are good
 * @param min the least number, where it is one
 * @param max the greatest number, where it is one
 * @param secret true when its value is never shown
 * @param description what it means, in operators' words
 */
record Option(
    String name,
    Type type,
    Optional<Object> standard,
    Optional<Object> example,
    List<String> choices,
    long min,
    long max,
    boolean secret,
    String description) {

  enum Type {
    TEXT("text"),
    NUMBER("a whole number"),
    LIST("a list");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    boolean fits(Object value) {
      return switch (this) {
        case TEXT -> value instanceof String;
        case NUMBER -> value instanceof Long || value instanceof Integer;
        case LIST -> value instanceof List<?>;
      };
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A value that the option may have: for messages, and to go on with after a problem. */
  Object sample() {
    return standard.or(() -> example).orElseThrow();
  }
}

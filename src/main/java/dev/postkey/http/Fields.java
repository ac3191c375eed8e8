package dev.postkey.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The fields of a body, taken one by one; what is wrong with them is collected, so that a caller
 * learns of everything at once. Take all, then {@link #check()}, then use what was taken.
 */
final class Fields {
  /** More would let a small body be answered with a large one. */
  private static final int MAX_ERRORS = 20;

  private static final String FOR_KEYS = "Only a call with an API key may have this field.";

  private final Map<String, Object> values;
  private final List<FieldError> errors;

  private Fields(Map<String, Object> values, List<FieldError> errors) {
    this.values = values;
    this.errors = errors;
  }

  /**
   * Reads {@code body}.
   *
   * @param known the fields that it may have
   * @throws Refusal when it is not one JSON object
   */
  static Fields read(String body, Set<String> known) {
    return read(body, known, List.of());
  }

  /**
   * As {@link #read(String, Set)}.
   *
   * @param forKeys those that it may not have, because it comes without an API key
   */
  static Fields read(String body, Set<String> known, List<String> forKeys) {
    List<FieldError> errors = new ArrayList<>();
    Fields fields = new Fields(JsonFields.read(body, errors), errors);
    if (fields.values.isEmpty()) {
      fields.check();
    }
    for (String name : fields.values.keySet()) {
      if (!known.contains(name)) {
        fields.fault(
            FieldError.pointer("", name), forKeys.contains(name) ? FOR_KEYS : unknown(known));
      }
    }
    fields.values.keySet().removeAll(forKeys); // One fault each is enough.
    return fields;
  }

  /** Names all that there are, so that a typo is seen without the contract at hand. */
  private static String unknown(Set<String> known) {
    return "There is no such field; known are " + String.join(", ", new TreeSet<>(known)) + ".";
  }

  /**
   * The string {@code name}, as {@code parse} reads it.
   *
   * @param parse throws {@link IllegalArgumentException} with a sentence for people
   * @return null where something is wrong, which {@link #check()} will tell
   */
  <T> T required(String name, Function<String, T> parse) {
    if (!values.containsKey(name)) {
      fault(FieldError.pointer("", name), "This field is required.");
    }
    return optional(name, parse).orElse(null);
  }

  /** As {@link #required}, but it may be absent. */
  <T> Optional<T> optional(String name, Function<String, T> parse) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    return parsed(FieldError.pointer("", name), value, parse);
  }

  /** The flat object {@code name}, with strings as {@code parse} reads them; empty when absent. */
  Map<String, String> strings(String name, Function<String, String> parse) {
    Object value = values.getOrDefault(name, Map.of());
    String pointer = FieldError.pointer("", name);
    if (!(value instanceof Map<?, ?> members)) {
      fault(pointer, "This must be an object of strings.");
      return Map.of();
    }
    Map<String, String> strings = new HashMap<>();
    members.forEach(
        (key, member) ->
            parsed(FieldError.pointer(pointer, (String) key), member, parse)
                .ifPresent(text -> strings.put((String) key, text)));
    return strings;
  }

  private <T> Optional<T> parsed(String pointer, Object value, Function<String, T> parse) {
    if (!(value instanceof String text)) {
      fault(pointer, "This must be a string.");
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      fault(pointer, e.getMessage());
      return Optional.empty();
    }
  }

  /** Notes that something is wrong. */
  void fault(String pointer, String detail) {
    errors.add(new FieldError(pointer, detail));
  }

  /**
   * @throws Refusal when anything was wrong so far
   */
  void check() {
    if (!errors.isEmpty()) {
      List<FieldError> told = errors.subList(0, Math.min(errors.size(), MAX_ERRORS));
      throw Refusal.of(Answer.problem(Problem.INVALID_REQUEST, told));
    }
  }
}

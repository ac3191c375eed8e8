package dev.postkey.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options as they were written, not yet judged: nested sections with text, numbers and lists.
 * Reached by dotted keys such as {@code token.ttl} or {@code apps.shop.api-keys[0].name}.
 */
final class Tree {
  private final Map<String, Object> root = new LinkedHashMap<>();

  Tree(Map<String, Object> options) {
    merge(options);
  }

  /** Lays {@code options} over what is there: sections are merged, everything else is replaced. */
  void merge(Map<String, Object> options) {
    merge(root, options);
  }

  /** The sections and options at the top. */
  Map<String, Object> root() {
    return root;
  }

  /** What stands at {@code key}; nothing when it is not there or has no value. */
  Optional<Object> find(String key) {
    Object at = root;
    for (String step : key.split("[.\\[]")) {
      at = child(at, step);
    }
    return Optional.ofNullable(at);
  }

  /** The names in the section at {@code key}, in their order. */
  Set<String> names(String key) {
    return find(key).map(Tree::section).map(Map::keySet).orElse(Set.of());
  }

  /**
   * Sets one option. Where the way to it is barred by something that is no section, nothing
   * happens: that is a problem of its own.
   */
  void put(String key, Object value) {
    String[] steps = key.split("\\.");
    Map<String, Object> at = root;
    for (int i = 0; i < steps.length - 1 && at != null; i++) {
      at.computeIfAbsent(steps[i], name -> new LinkedHashMap<String, Object>());
      at = section(at.get(steps[i]));
    }
    if (at != null) {
      at.put(steps[steps.length - 1], value);
    }
  }

  /** A section, or null when {@code value} is none. */
  @SuppressWarnings("unchecked") // Every map here comes from YamlText or from merge: text keys.
  static Map<String, Object> section(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
  }

  private static void merge(Map<String, Object> into, Map<String, Object> from) {
    from.forEach((name, value) -> into.put(name, merged(into.get(name), value)));
  }

  private static Object merged(Object old, Object value) {
    Map<String, Object> section = section(value);
    Map<String, Object> before = section(old);
    if (section == null) {
      return value == null && before != null ? before : value;
    }
    Map<String, Object> both = new LinkedHashMap<>();
    if (before != null) {
      merge(both, before);
    }
    merge(both, section);
    return both;
  }

  private static Object child(Object parent, String step) {
    if (parent instanceof List<?> list && step.endsWith("]")) {
      return list.get(Integer.parseInt(step, 0, step.length() - 1, 10));
    }
    return parent instanceof Map<?, ?> map ? map.get(step) : null;
  }
}

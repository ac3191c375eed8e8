package dev.postkey.config;

import dev.postkey.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads options by key and type. It never throws for what an operator wrote: a missing or wrong
 * value is noted and replaced by a sample of its kind, so that one pass finds every problem. A tree
 * with samples in it is never used, since any problem ends the load.
 *
 * <p>What an app does not say for itself is read from the option of everybody, {@code token.ttl}
 * for {@code apps.shop.token.ttl}; what is not set at all has the default of the schema.
 */
final class ConfigReader {
  private final Tree tree;
  private final Schema schema;
  private final Problems problems;

  ConfigReader(Tree tree, Schema schema, Problems problems) {
    this.tree = tree;
    this.schema = schema;
    this.problems = problems;
  }

  /** The text at {@code key}, which must be there. */
  String text(String key) {
    return (String) valueOrSample(key);
  }

  /** The number at {@code key}, which must be there and within the bounds of the schema. */
  int number(String key) {
    Option option = schema.option(key);
    long number = ((Number) valueOrSample(key)).longValue();
    check(
        key,
        number >= option.min() && number <= option.max(),
        number + " must be from " + option.min() + " to " + option.max());
    check(
        key,
        option.choices().isEmpty() || option.choices().contains(Long.toString(number)),
        number + " must be one of " + String.join(", ", option.choices()));
    return (int) number; // What does not fit is out of the bounds, and never used.
  }

  /** The duration at {@code key}, which must be there and within the bounds. */
  Duration duration(String key, String least, String longest) {
    Duration duration = parsed(key, Durations::parse);
    check(
        key,
        duration.compareTo(Durations.parse(least)) >= 0
            && duration.compareTo(Durations.parse(longest)) <= 0,
        Words.quoted(text(key)) + " must be from " + least + " to " + longest);
    return duration;
  }

  /** The choice at {@code key}; the constants are named as the schema's choices are. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    List<String> choices = schema.option(key).choices();
    return parsed(key, text -> constant(text, choices, type));
  }

  /**
   * The text at {@code key}, which must be there, as {@code parser} understands it.
   *
   * @param parser throws {@code IllegalArgumentException} with a sentence that says what is wrong
   *     or how the value should read
   */
  <T> T parsed(String key, Function<String, T> parser) {
    return parse(key, text(key), parser)
        .orElseGet(() -> parser.apply((String) schema.option(key).sample()));
  }

  /** Like {@link #parsed}, for an option that may be left out. */
  <T> Optional<T> optional(String key, Function<String, T> parser) {
    return value(key)
        .filter(String.class::isInstance)
        .flatMap(text -> parse(key, (String) text, parser));
  }

  /** What is right in the list at {@code key}, each item as {@code parser} understands it. */
  <T> List<T> list(String key, Function<String, T> parser) {
    return IntStream.range(0, items(key).size())
        .mapToObj(index -> item(key, index, parser))
        .flatMap(Optional::stream)
        .toList();
  }

  /** One item of the list at {@code key}; nothing when it is wrong or no text. */
  <T> Optional<T> item(String key, int index, Function<String, T> parser) {
    return items(key).get(index) instanceof String text
        ? parse(source(key) + "[" + index + "]", text, parser)
        : Optional.empty();
  }

  /** Like {@link #list}, where there must be at least one item. */
  <T> List<T> requiredList(String key, Function<String, T> parser) {
    if (items(key).isEmpty()) {
      missing(key);
    }
    return list(key, parser);
  }

  /** The choices in the list at {@code key}. */
  <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    List<String> names = schema.option(key).choices();
    return list(key, text -> constant(text, names, type));
  }

  /** The list at {@code key} as it was written, or its default, or an empty one. */
  List<?> items(String key) {
    Object list = value(key).or(() -> schema.option(key).standard()).orElse(null);
    return list instanceof List<?> items ? items : List.of();
  }

  /** The names in the section at {@code key}. */
  Set<String> names(String key) {
    return tree.names(key);
  }

  /** True when somebody has set {@code key}, to whatever. */
  boolean isSet(String key) {
    return value(key).isPresent();
  }

  /** Notes {@code message} for {@code key} unless the claim {@code holds}. */
  void check(String key, boolean holds, String message) {
    if (!holds) {
      problem(key, message);
    }
  }

  void problem(String key, String message) {
    problems.add(source(key), message);
  }

  /** Notes that {@code key} must be set, with an example, and the variable that can do it. */
  void missing(String key) {
    missing(key, "required");
  }

  /** Notes that {@code key} must be set, and {@code why}. */
  void missing(String key, String why) {
    String source = source(key);
    String message = why + ", e.g. " + Words.of(schema.option(key).sample());
    boolean insideOfList = source.contains("[");
    if (insideOfList) {
      problems.add(source, message);
    } else {
      problems.add(source, message, Names.environment(source));
    }
  }

  private Object valueOrSample(String key) {
    Option option = schema.option(key);
    Optional<Object> value = value(key);
    if (value.isEmpty() && option.standard().isEmpty()) {
      missing(key);
    }
    return value.filter(option.type()::fits).orElseGet(option::sample);
  }

  private Optional<Object> value(String key) {
    schema.option(key); // Nothing is read that the schema does not know.
    return tree.find(source(key));
  }

  /** Where the value of {@code key} stands: in the app itself, or where everybody's does. */
  private String source(String key) {
    String everybody = Names.ofEverybody(key);
    boolean inherited = tree.find(key).isEmpty() && schema.find(everybody).isPresent();
    return inherited ? everybody : key;
  }

  private <T> Optional<T> parse(String key, String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException wrong) {
      problem(key, shown(key, text) + wrong.getMessage());
      return Optional.empty();
    }
  }

  /** Secrets and addresses are not repeated in a message. */
  private String shown(String key, String text) {
    boolean secret = schema.option(key.replaceFirst("\\[\\d+]$", "")).secret();
    return secret || text.contains("@") ? "" : Words.quoted(text) + ": ";
  }

  private static <E extends Enum<E>> E constant(String text, List<String> names, Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> Names.of(constant).equals(text) && names.contains(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(oneOf(names)));
  }

  private static String oneOf(List<String> names) {
    return names.stream().collect(Collectors.joining(", ", "must be one of: ", ""));
  }
}

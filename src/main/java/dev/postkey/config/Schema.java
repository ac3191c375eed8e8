package dev.postkey.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The options that there are, as {@code postkey.schema.json} describes them: the only place that
 * knows their names, types and defaults. It understands as much of JSON Schema 2020-12 as that file
 * uses. Immutable.
 */
final class Schema {
  private static final String RESOURCE = "/postkey.schema.json";

  private final Map<String, Object> document;
  private final Map<String, Option> options = new LinkedHashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();

  private Schema(Map<String, Object> document) {
    this.document = document;
    walk("", document);
  }

  /** The schema that is part of the program. */
  static Schema load() {
    try (InputStream in = Schema.class.getResourceAsStream(RESOURCE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Schema(Tree.section(new YamlText(Schema::broken).read(text).orElseThrow()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void broken(String place, String message) {
    throw new IllegalStateException(RESOURCE + " " + place + ": " + message);
  }

  /** Every option, in the order of the file. */
  Collection<Option> options() {
    return options.values();
  }

  /** The names of everything that holds options; the whole is named by the empty text. */
  Set<String> sections() {
    return sections;
  }

  /** True when {@code key} names something that holds options. */
  boolean isSection(String key) {
    return sections.contains(Names.inSchema(key));
  }

  /** What is known of the option {@code key}; nothing when there is none of that name. */
  Optional<Option> find(String key) {
    return Optional.ofNullable(options.get(Names.inSchema(key)));
  }

  /**
   * @throws IllegalStateException when there is no such option: the program asks for one that it
   *     does not have
   */
  Option option(String key) {
    return find(key).orElseThrow(() -> new IllegalStateException("not in the schema: " + key));
  }

  private void walk(String name, Map<String, Object> node) {
    Map<String, Object> all = resolved(node);
    Map<String, Object> children = part(all, "properties");
    Object others = all.get("additionalProperties");
    if (children.isEmpty() && Tree.section(others) == null) {
      add(name, all);
      return;
    }
    sections.add(name);
    children.forEach((child, schema) -> walk(under(name, child), Tree.section(schema)));
    if (Tree.section(others) != null) {
      walk(under(name, "*"), Tree.section(others));
    }
  }

  private void add(String name, Map<String, Object> node) {
    options.put(name, option(name, node));
    for (Object form : list(part(node, "items").get("oneOf"))) {
      if (!part(Tree.section(form), "properties").isEmpty()) {
        walk(name + "[]", Tree.section(form));
      }
    }
  }

  private static Option option(String name, Map<String, Object> node) {
    Option.Type type =
        switch (String.valueOf(node.get("type"))) {
          case "string" -> Option.Type.TEXT;
          case "integer" -> Option.Type.NUMBER;
          case "array" -> Option.Type.LIST;
          default -> throw new IllegalStateException(name + " has no type that is known");
        };
    return new Option(
        name,
        type,
        Optional.ofNullable(node.get("default")),
        list(node.get("examples")).stream().findFirst().map(Object.class::cast),
        Stream.of(node, part(node, "items"))
            .flatMap(part -> list(part.get("enum")).stream())
            .map(String::valueOf)
            .toList(),
        (Long) node.getOrDefault("minimum", Long.MIN_VALUE),
        (Long) node.getOrDefault("maximum", Long.MAX_VALUE),
        Boolean.TRUE.equals(node.get("writeOnly")),
        Objects.toString(node.get("description"), ""));
  }

  /** {@code node} with what it refers to; its own words win. */
  private Map<String, Object> resolved(Map<String, Object> node) {
    if (!(node.get("$ref") instanceof String reference)) {
      return node;
    }
    Map<String, Object> definitions = part(document, "$defs");
    Map<String, Object> both =
        new LinkedHashMap<>(part(definitions, reference.substring("#/$defs/".length())));
    both.putAll(node);
    return both;
  }

  private static String under(String section, String name) {
    return section.isEmpty() ? name : section + "." + name;
  }

  private static Map<String, Object> part(Map<String, Object> node, String name) {
    Map<String, Object> part = Tree.section(node.get(name));
    return part == null ? Map.of() : part;
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}

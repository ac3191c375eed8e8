package dev.postkey.config;

import dev.postkey.model.AppId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares what was written with the schema: every name is known and every value is of its kind.
 * What a value means is judged later, by the readers of the sections.
 */
final class Shape {
  private final Schema schema;
  private final Problems problems;

  Shape(Schema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
  }

  void check(Tree tree) {
    section("", tree.root());
  }

  private void section(String section, Map<String, Object> children) {
    children.forEach(
        (name, value) -> {
          String shown = (section.isEmpty() ? "" : section + ".") + Names.shown(name);
          if (section.equals("apps") && !AppId.isValid(name)) {
            problems.add(
                shown, "the id of an app has 1 to 32 of a-z, 0-9 and hyphens, a letter first");
          } else if (name.indexOf('.') >= 0) {
            // Spelt like the key of an option, it would pass for one that nobody reads.
            problems.add(shown, "has a dot; write the parts below each other, each indented");
          } else {
            child(shown, value, section);
          }
        });
  }

  private void child(String key, Object value, String section) {
    if (schema.find(key).isPresent()) {
      option(key, schema.option(key), value);
    } else if (!schema.isSection(key)) {
      problems.add(key, "unknown" + nearest(key, section));
    } else if (Tree.section(value) != null) {
      section(key, Tree.section(value));
    } else if (value != null) {
      problems.add(key, "is a section: its options stand below it, indented");
    }
  }

  private void option(String key, Option option, Object value) {
    if (value == null) {
      problems.add(key, "has no value; leave the line out or complete it");
    } else if (!option.type().fits(value)) {
      problems.add(key, "must be " + option.type() + ", such as " + Words.of(option.sample()));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        item(key + "[" + i + "]", list.get(i));
      }
    }
  }

  private void item(String key, Object value) {
    Map<String, Object> section = Tree.section(value);
    if (section != null && schema.isSection(key)) {
      section(key, section);
    } else if (!(value instanceof String)) {
      problems.add(key, "must be text, in quotes if need be");
    }
  }

  private String nearest(String key, String section) {
    if (key.endsWith(Names.HIDDEN)) {
      return "; options have names of letters and hyphens";
    }
    return Nearest.to(key, candidates(section)).map(name -> "; nearest is " + name).orElse("");
  }

  /** All options, those of apps under the app at hand. */
  private List<String> candidates(String section) {
    String app = section.startsWith("apps.") ? section.split("\\.")[1] : "*";
    return Stream.concat(schema.options().stream().map(Option::name), schema.sections().stream())
        .filter(name -> !name.isEmpty() && (!name.contains("*") || !app.equals("*")))
        .map(name -> name.replace("*", app))
        .toList();
  }
}

package dev.postkey.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML 1.2, and so JSON, into maps, lists, text, {@code Long} and {@code Boolean}. Says what
 * is wrong by place and in its own words: the parser's own messages quote the text, which may be a
 * password.
 */
final class YamlText {
  private static final int MAX_CODE_POINTS = 1 << 20;

  /** So few that nested aliases cannot swell a small file into a large tree. */
  private static final int MAX_ALIASES = 10;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(MAX_CODE_POINTS)
          .setMaxAliasesForCollections(MAX_ALIASES)
          .setAllowNonScalarKeys(true) // Refused below, with the place.
          .build();

  private final BiConsumer<String, String> problems;

  /**
   * @param problems told the place, such as {@code line 3, column 5}, and what is wrong there
   */
  YamlText(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  /** The value that {@code text} spells; nothing when it is empty or was not readable. */
  Optional<Object> read(String text) {
    try {
      return new Compose(SETTINGS).composeString(text).map(this::value);
    } catch (MarkedYamlEngineException wrong) {
      problem(
          wrong.getProblemMark(),
          "not readable as YAML; check indentation and colons, and put a value in quotes that"
              + " begins with one of * & ! % @ ` { [ or holds \": \" or \" #\"");
    } catch (YamlEngineException wrong) {
      problem(Optional.empty(), "not readable as YAML; too large, or too many aliases");
    } catch (StackOverflowError deep) {
      // The parser has no bound of its own for this.
      problem(Optional.empty(), "not readable as YAML; nested too deeply");
    }
    return Optional.empty();
  }

  private Object value(Node node) {
    if (node.isRecursive()) {
      problem(node.getStartMark(), "an alias stands inside of what it names");
      return null;
    }
    if (node instanceof MappingNode mapping) {
      return map(mapping);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      sequence.getValue().forEach(item -> list.add(value(item)));
      return list;
    }
    return scalar((ScalarNode) node);
  }

  private Map<String, Object> map(MappingNode mapping) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        problem(key.getStartMark(), "the name of an option is a plain word");
      } else if (map.containsKey(name.getValue())) {
        problem(key.getStartMark(), Names.shown(name.getValue()) + " stands here a second time");
      } else {
        map.put(name.getValue(), value(entry.getValueNode()));
      }
    }
    return map;
  }

  private Object scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.INT)) {
      return integer(text);
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.FLOAT)) {
      return Double.NaN; // No option is a decimal number, so which one does not matter.
    }
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.ENV_TAG)) {
      problem(
          scalar.getStartMark(),
          "${...} is not filled in; set the option by its own environment name");
    } else if (!tag.equals(Tag.STR)) {
      problem(scalar.getStartMark(), "put a value that begins with ! in quotes");
    }
    return text;
  }

  /** A number that no option is large enough for stays text, and so is refused as such. */
  private static Object integer(String text) {
    return text.length() > 18 ? text : (Object) Long.valueOf(text);
  }

  private void problem(Optional<Mark> mark, String message) {
    problems.accept(
        mark.map(at -> "line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
            .orElse(""),
        message);
  }
}

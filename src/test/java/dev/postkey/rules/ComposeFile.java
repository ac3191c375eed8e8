package dev.postkey.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code docker-compose.yml}, as far as tests look into it. */
final class ComposeFile {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::([-?])([^}]*))?}");

  private final Object document;

  private ComposeFile(Object document) {
    this.document = document;
  }

  static ComposeFile read() throws IOException {
    String text = Files.readString(Path.of("docker-compose.yml"));
    return new ComposeFile(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  /** What stands at the end of this path of keys; null when it does not get there. */
  Object at(String... keys) {
    Object node = document;
    for (String key : keys) {
      node = node instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return node;
  }

  String text(String... keys) {
    return String.valueOf(at(keys));
  }

  List<String> list(String... keys) {
    return at(keys) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  Map<String, String> map(String... keys) {
    Map<String, String> map = new TreeMap<>();
    if (at(keys) instanceof Map<?, ?> found) {
      found.forEach((key, value) -> map.put(key.toString(), value.toString()));
    }
    return map;
  }

  /** What the user of Redis may do, as {@code ACL SETUSER} takes it. */
  List<String> redisUser(String password) {
    String line =
        text("configs", "redis-users", "content")
            .lines()
            .filter(user -> user.startsWith("user postkey "))
            .findFirst()
            .orElseThrow();
    String[] words = filled(line, Map.of("REDIS_PASSWORD", password)).split(" ");
    return Arrays.asList(words).subList(2, words.length);
  }

  /**
   * {@code text} with its variables replaced as Compose does it.
   *
   * @throws IllegalArgumentException when one that is required is not given
   */
  static String filled(String text, Map<String, String> environment) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found, environment)));
  }

  private static String value(MatchResult found, Map<String, String> environment) {
    String value = environment.get(found.group(1));
    if (value != null) {
      return value;
    }
    if (!"-".equals(found.group(2))) {
      throw new IllegalArgumentException(found.group(1));
    }
    return found.group(3);
  }
}

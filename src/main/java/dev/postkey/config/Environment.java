package dev.postkey.config;

import dev.postkey.model.AppId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The options that the environment sets. A variable is named mechanically after its option; with
 * {@code _FILE} behind the name it holds the path of a file with the value. An empty variable
 * counts as not set, since that is what a compose file makes of one that is missing. A name of ours
 * that fits no option, or more than one, is a problem: it would otherwise be ignored in silence.
 */
final class Environment {
  private static final String FILE = "_FILE";

  private final Map<String, String> ours = new TreeMap<>();
  private final Schema schema;

  Environment(Map<String, String> variables, Schema schema) {
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(Names.PREFIX) && !isOfKubernetes(name)) {
            ours.put(name, value);
          }
        });
    this.schema = schema;
  }

  /** Kubernetes tells every pod of a service called "postkey" in this way where it is. */
  private static boolean isOfKubernetes(String name) {
    return name.startsWith(Names.PREFIX + "SERVICE_") || name.matches(Names.PREFIX + "PORT(_.*)?");
  }

  /**
   * Lays the environment over {@code tree}, whose apps it may refer to, beside {@code default}.
   *
   * @return which variable has set which option, by option
   */
  Map<String, String> overlay(Tree tree, Problems problems) {
    Map<String, List<String>> keys = keysByName(tree);
    Map<String, String> origins = new LinkedHashMap<>();
    ours.forEach(
        (name, value) ->
            key(name, keys, problems)
                .filter(key -> !value.isEmpty())
                .ifPresent(
                    key -> {
                      origins.put(key, name);
                      value(name, key, problems).ifPresent(text -> set(key, text, tree, problems));
                    }));
    return origins;
  }

  /**
   * Every option that the environment can set, by the name of its variable. An app whose id is
   * wrong counts if it can stand in a key: its problem is said elsewhere, that a name is ambiguous
   * here.
   */
  private Map<String, List<String>> keysByName(Tree tree) {
    Set<String> apps = new LinkedHashSet<>(List.of(AppId.DEFAULT.value()));
    tree.names("apps").stream().filter(Names::isWord).forEach(apps::add);
    Map<String, List<String>> keys = new LinkedHashMap<>();
    for (Option option : schema.options()) {
      if (option.name().startsWith("apps.*.")) {
        apps.forEach(app -> add(option.name().replace("*", app), keys));
      } else {
        add(option.name(), keys);
      }
    }
    return keys;
  }

  private static void add(String key, Map<String, List<String>> keys) {
    boolean insideOfList = key.contains("[]");
    if (!insideOfList) {
      keys.computeIfAbsent(Names.environment(key), name -> new ArrayList<>()).add(key);
    }
  }

  private static Optional<String> key(
      String name, Map<String, List<String>> keys, Problems problems) {
    List<String> meant = keys.getOrDefault(name, keys.getOrDefault(withoutFile(name), List.of()));
    if (meant.size() == 1) {
      return Optional.of(meant.get(0));
    }
    problems.add(
        Names.shown(name),
        meant.isEmpty()
            ? unknown(name, keys)
            : "ambiguous: it may mean " + String.join(" or ", meant) + "; set it in the file");
    return Optional.empty();
  }

  private static String unknown(String name, Map<String, List<String>> keys) {
    String nearest = Nearest.to(name, keys.keySet()).orElseThrow();
    String apps = name.startsWith(Names.PREFIX + "APPS_") ? "; apps are declared in the file" : "";
    return "unknown; nearest is " + nearest + " (" + keys.get(nearest).get(0) + ")" + apps;
  }

  private static String withoutFile(String name) {
    return name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
  }

  private Optional<String> value(String name, String key, Problems problems) {
    if (name.equals(Names.environment(key))) {
      return Optional.of(ours.get(name));
    }
    if (!ours.getOrDefault(withoutFile(name), "").isEmpty()) {
      problems.add(key, "set twice, by " + withoutFile(name) + " and by a file; keep one", name);
      return Optional.empty();
    }
    Optional<String> text = ValueFile.read(ours.get(name));
    if (text.isEmpty()) {
      problems.add(key, "the variable must name a readable file with the value in it", name);
    }
    return text;
  }

  private void set(String key, String text, Tree tree, Problems problems) {
    switch (schema.option(key).type()) {
      case TEXT -> tree.put(key, text);
      case NUMBER -> tree.put(key, text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : text);
      case LIST -> list(key, text, problems).ifPresent(list -> tree.put(key, list));
    }
  }

  private static Optional<List<?>> list(String key, String text, Problems problems) {
    if (!text.startsWith("[")) {
      return Optional.of(List.of(text.strip().split("\\s*,\\s*")));
    }
    YamlText json =
        new YamlText((place, message) -> problems.add(key, "begins with [ but is no JSON list"));
    return json.read(text).filter(List.class::isInstance).map(list -> (List<?>) list);
  }
}

package dev.postkey.config;

import dev.postkey.model.AppId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The smallest configuration that loads, and what becomes of it when one thing is changed. */
final class Given {
  static final String SEAL_KEY = "k1:8O6ZvjYySzB6dGdaK76uC8dJw2R7KpFXRHMjwMtD8RY=";
  static final String OTHER_KEY = "asgqxFDNh43gDElWskIdhFyVSG6g2Oihh+1UPLh/SAc=";
  static final String INDEX_KEY = "e9AcHeci/BnNNHHcoqfj6pjamsPi0eV+3hf4r4QChO8=";
  static final String HASH = ApiKeys.sha256("pk_one");
  static final String OTHER_HASH = ApiKeys.sha256("pk_two");

  private Given() {}

  /** All that is required, and nothing else. */
  static Tree required() {
    Tree tree = new Tree(Map.of());
    tree.put("http.public-url", "https://accounts.example.com");
    tree.put("smtp.relays", List.of("smtp://mail.example.com"));
    tree.put("mail.from", "Example <no-reply@example.com>");
    tree.put("secrets.seal-keys", List.of(SEAL_KEY));
    tree.put("secrets.index-key", INDEX_KEY);
    tree.put("apps.default.api-keys", List.of("sha256:" + HASH));
    tree.put("apps.default.link", "https://example.com/reset={token}");
    return tree;
  }

  /** The required options, with {@code value} at {@code key}. */
  static Tree with(String key, Object value) {
    Tree tree = required();
    tree.put(key, value);
    return tree;
  }

  static Config load(Tree tree) {
    return load(tree, Map.of());
  }

  static Config load(Tree tree, Map<String, String> environment) {
    return new ConfigLoader(environment).load(tree.root(), Optional.empty());
  }

  static Config.App app(Tree tree) {
    return load(tree).app(AppId.DEFAULT);
  }

  static List<Problem> problems(Tree tree) {
    return problems(tree, Map.of());
  }

  /** What is wrong; empty when it loads. */
  static List<Problem> problems(Tree tree, Map<String, String> environment) {
    try {
      load(tree, environment);
      return List.of();
    } catch (InvalidConfig invalid) {
      return invalid.problems();
    }
  }

  static List<String> lines(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }
}

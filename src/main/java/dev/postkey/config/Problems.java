package dev.postkey.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was found wrong so far, in the order in which it was found. The first problem of an option
 * is kept; those after it are mostly its consequences.
 */
final class Problems {
  private final Map<String, Problem> byKey = new LinkedHashMap<>();

  void add(String key, String message) {
    add(new Problem(key, message, Optional.empty()));
  }

  void add(String key, String message, String environment) {
    add(new Problem(key, message, Optional.of(environment)));
  }

  private void add(Problem problem) {
    byKey.putIfAbsent(problem.key(), problem);
  }

  /**
   * Ends the load if anything is wrong.
   *
   * @param origins the variables that set options, by option: who reads the problem must know that
   *     it is not in the file
   */
  void throwIfAny(Map<String, String> origins) {
    if (!byKey.isEmpty()) {
      throw new InvalidConfig(
          byKey.values().stream().map(problem -> withOrigin(problem, origins)).toList());
    }
  }

  private static Problem withOrigin(Problem problem, Map<String, String> origins) {
    String option = problem.key().replaceFirst("\\[.*", "");
    return problem.environment().isPresent() || !origins.containsKey(option)
        ? problem
        : new Problem(problem.key(), problem.message(), Optional.of(origins.get(option)));
  }
}

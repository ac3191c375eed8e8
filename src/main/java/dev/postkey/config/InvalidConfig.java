package dev.postkey.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. The message is the block that operators read: a count, then one
 * line for each problem. It is safe to print and to log.
 */
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidConfig(List<Problem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order in which they were found; at least one. */
  public List<Problem> problems() {
    return problems;
  }

  private static String text(List<Problem> problems) {
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", "configuration has " + count(problems.size()), ""));
  }

  private static String count(int problems) {
    return problems == 1 ? "1 problem" : problems + " problems";
  }
}

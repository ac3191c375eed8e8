package dev.postkey.http;

/**
 * Ends a call with an answer that is not the one hoped for. Thrown, or carried by a failed future,
 * up to {@link Guard}, which sends the answer; without a stack trace, for it is no fault.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  private Refusal(Answer answer) {
    super(null, null, false, false);
    this.answer = answer;
  }

  static Refusal of(Answer answer) {
    return new Refusal(answer);
  }

  static Refusal of(Problem problem) {
    return new Refusal(Answer.problem(problem));
  }

  static Refusal of(Problem problem, String detail) {
    return new Refusal(Answer.problem(problem, detail));
  }

  Answer answer() {
    return answer;
  }
}

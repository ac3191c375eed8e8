package dev.postkey.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of the requests of one run. Times count from the moment at which a request was due, not
 * from when it could be sent, so that a server that stalls is not spared what it made wait. Written
 * on one thread.
 */
public final class Tally {
  private final int rate;
  private final Duration time;
  private final Times accepted = new Times();
  private final Times refused = new Times();
  private final Map<String, Integer> others = new TreeMap<>();
  private int improper;

  Tally(int rate, Duration time) {
    this.rate = rate;
    this.time = time;
  }

  void answered(HttpAnswer answer, long nanos) {
    if (answer.status() == 202) {
      accepted.add(nanos);
    } else if (answer.status() == 429 || answer.status() == 503) {
      refused.add(nanos);
      other(answer.status() + " " + answer.code());
      improper += answer.isProblem() && answer.saysWhenToComeAgain() ? 0 : 1;
    } else {
      other(String.valueOf(answer.status()));
    }
  }

  /** Counts a request without an answer, or one answered otherwise than with 202. */
  void other(String outcome) {
    others.merge(outcome, 1, Integer::sum);
  }

  /** The requests answered 202. */
  public Times accepted() {
    return accepted;
  }

  /** The requests answered 429 or 503. */
  public Times refused() {
    return refused;
  }

  /** All that were not answered 202, by status and code or by what became of them. */
  public Map<String, Integer> others() {
    return others;
  }

  /** Refusals that lack {@code Retry-After} or are no problem documents. */
  public int improper() {
    return improper;
  }

  /** Requests accepted a second. */
  public double goodput() {
    return accepted.count() * 1e9 / time.toNanos();
  }

  @Override
  public String toString() {
    return String.format(
        "offered %6d/s  accepted %6.0f/s (%s)  refused %6.0f/s (%s)  %s",
        rate, goodput(), accepted, refused.count() * 1e9 / time.toNanos(), refused, others);
  }
}

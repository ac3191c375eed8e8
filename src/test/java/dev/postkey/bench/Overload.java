package dev.postkey.bench;

import java.time.Duration;

/**
 * Finds out how much can be accepted and what becomes of that when three times as much is asked
 * (requirement F18). {@code src/test/bench/overload.sh} says how to use it.
 */
public final class Overload {
  /** Of what is offered, at the least, as long as it is not too much. */
  private static final double KEEPS_UP = 0.95;

  private static final double STEP = 1.4;
  private static final int CONNECTIONS = 3_000;

  private final OpenLoop load;
  private final Duration time;
  private double best;

  private Overload(OpenLoop load, Duration time) {
    this.load = load;
    this.time = time;
  }

  public static void main(String[] args) throws Exception {
    Duration time = Duration.ofSeconds(Integer.parseInt(args[1]));
    try (OpenLoop load =
        new OpenLoop(Integer.parseInt(args[0]), System.getenv("BENCH_KEY"), CONNECTIONS)) {
      new Overload(load, time).measure(Integer.parseInt(args[2]));
    }
  }

  private void measure(int first) throws Exception {
    say("warm-up", load.run(first, time.multipliedBy(2)));
    int knee = knee(first);
    int much = (int) (3 * Math.max(knee, best));
    Tally over = load.run(much, time.multipliedBy(3));
    say("3 x knee", over);
    System.out.printf(
        "best %.0f/s, at 3 times the knee (%d/s) %.0f/s: %.0f %%; improper refusals %d%n",
        best, much, over.goodput(), 100 * over.goodput() / best, over.improper());
    say("after", load.run((int) (0.7 * best), time));
  }

  /** The highest rate that is kept up with. One step that fails may be a neighbour's noise. */
  private int knee(int first) throws Exception {
    int knee = first;
    int failed = 0;
    for (int rate = first; failed < 2; ) {
      Tally step = load.run(rate, time);
      say("step", step);
      best = Math.max(best, step.goodput());
      if (step.goodput() >= KEEPS_UP * rate) {
        knee = rate;
        rate = (int) (rate * STEP);
        failed = 0;
      } else {
        failed++;
      }
    }
    return knee;
  }

  private static void say(String name, Tally tally) {
    System.out.printf("%-9s %s%n", name, tally);
  }
}

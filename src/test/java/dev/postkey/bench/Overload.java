package dev.postkey.bench;

import java.time.Duration;

/**
 * Finds out how much can be accepted and what becomes of that when three times as much is asked
 * (requirement F18). {@code src/test/bench/overload.sh} says how to use it.
 */
public final class Overload {
  private static final double MORE = 1.05;
  private static final double STEP = 1.4;
  private static final int CONNECTIONS = 3_000;

  private final OpenLoop load;
  private final Duration time;

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
    say("warm-up", load.run(first, time.multipliedBy(3)));
    double best = best(first);
    Tally over = load.run((int) (3 * best), time.multipliedBy(3));
    say("3 x best", over);
    System.out.printf(
        "best %.0f/s, at 3 times that %.0f/s: %.0f %%; improper refusals %d%n",
        best, over.goodput(), 100 * over.goodput() / best, over.improper());
    say("after", load.run((int) (0.7 * best), time));
  }

  /** The most that is ever accepted in a second: where more offered twice brings no more. */
  private double best(int first) throws Exception {
    double best = 0;
    int rate = first;
    for (int inVain = 0; inVain < 2; rate = (int) (STEP * rate)) {
      Tally step = load.run(rate, time);
      say("step", step);
      inVain = step.goodput() < MORE * best ? inVain + 1 : 0;
      best = Math.max(best, step.goodput());
    }
    return best;
  }

  private static void say(String name, Tally tally) {
    System.out.printf("%-9s %s%n", name, tally);
  }
}

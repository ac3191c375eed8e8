package dev.postkey.support;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for facts that nobody announces, such as a line in a file or the end of a process. */
public final class Eventually {
  /** Generous: it is used up only when a test fails. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private Eventually() {}

  /**
   * Looks again and again until there is something to see.
   *
   * @param what for the message of the failure, asked only then
   */
  public static <T> T see(Supplier<String> what, Callable<Optional<T>> look) throws Exception {
    return see(what, PATIENCE, look);
  }

  /** As {@link #see(Supplier, Callable)}, for what takes its time. */
  public static <T> T see(Supplier<String> what, Duration patience, Callable<Optional<T>> look)
      throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    Optional<T> seen = look.call();
    while (seen.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not seen within " + patience + ": " + what.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      seen = look.call();
    }
    return seen.get();
  }

  /** Asks again and again until the answer is yes. */
  public static void holds(String what, Callable<Boolean> claim) throws Exception {
    see(() -> what, () -> Optional.of(claim.call()).filter(Boolean::booleanValue));
  }
}

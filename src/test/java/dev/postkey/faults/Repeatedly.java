package dev.postkey.faults;

import dev.postkey.support.RedisNode;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does one thing to a server ten times a second, while something else goes on. */
final class Repeatedly {
  private static final long PERIOD_MILLIS = 100;

  /** What a test waits for meanwhile. */
  interface Meanwhile {
    void run() throws Exception;
  }

  private Repeatedly() {}

  static void say(RedisNode redis, Meanwhile meanwhile, String... command) throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    clock.scheduleAtFixedRate(() -> say(redis, command), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    try {
      meanwhile.run();
    } finally {
      clock.shutdownNow();
    }
  }

  private static void say(RedisNode redis, String... command) {
    try {
      redis.command(command);
    } catch (UncheckedIOException e) {
      // It may be the one that is cut off.
    }
  }
}

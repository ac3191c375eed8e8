package dev.postkey.dev;

import dev.postkey.support.RedisWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Postkey in small, for tests to kill: starts a server, says so, waits for a signal, drains as
 * Postkey does, and stops the server last.
 */
final class EmbeddedRedisChild {
  /** Longer than a server takes to obey a signal: it looks every 100 ms. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  private EmbeddedRedisChild() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndStop(redis)));
      System.out.println("ready " + redis.url());
    } catch (EmbeddedRedisException e) {
      System.out.println("refused " + e.getMessage());
      return;
    }
    Thread.currentThread().join();
  }

  private static void drainAndStop(EmbeddedRedis redis) {
    try (RedisWire wire = RedisWire.connect(redis.url())) {
      long end = System.nanoTime() + DRAIN.toNanos();
      while (System.nanoTime() < end) {
        wire.call("INCR", "drained");
      }
      System.out.println("drained");
    } catch (IOException e) {
      System.out.println("cut off");
    }
    redis.stop();
    System.out.println("stopped");
  }
}

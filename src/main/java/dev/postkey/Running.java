package dev.postkey;

import dev.postkey.dev.EmbeddedRedis;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started Postkey and what it owns, stopped in order by the JVM's shutdown hook: the verticles
 * first, then the embedded Redis, which they need to settle their work.
 */
final class Running {
  private static final Logger log = LoggerFactory.getLogger(Running.class);

  /** Orchestrators kill after 30 s. */
  private static final int STOP_SECONDS = 25;

  private Running() {}

  /** Starts {@code app}; stops it again when the JVM ends. */
  static void start(App app, Optional<EmbeddedRedis> redis) {
    Thread stop = new Thread(() -> stop(app, redis), "postkey-stop");
    try {
      app.start().await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      stop.run();
      throw new CannotStart("Postkey did not start within " + STOP_SECONDS + " s.");
    } catch (RuntimeException | Error e) {
      redis.ifPresent(EmbeddedRedis::stop);
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(stop);
  }

  private static void stop(App app, Optional<EmbeddedRedis> redis) {
    try {
      app.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      log.info("stopped");
    } catch (TimeoutException e) {
      log.warn("stop_incomplete after_s={}", STOP_SECONDS);
    } finally {
      redis.ifPresent(EmbeddedRedis::stop);
    }
  }
}

package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.dev.EmbeddedRedis;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Postkey of this process and what it owns, stopped in order by the JVM's shutdown hook: the
 * verticles first, then the embedded Redis, which they need to settle their work. The hook is there
 * before anything is started and waits for a step of the start that is under way, so however a
 * start ends, it leaves no redis-server behind.
 */
final class Running {
  private static final Logger log = LoggerFactory.getLogger(Running.class);

  /** Orchestrators kill after 30 s, and the embedded Redis has to stop within them too. */
  private static final int STOP_SECONDS = 20;

  private Optional<EmbeddedRedis> redis = Optional.empty();
  private Optional<App> app = Optional.empty();
  private boolean stopping;

  private Running() {}

  /** Whatever is started by it is stopped when the JVM ends. */
  static Running prepare() {
    Running running = new Running();
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "postkey-stop"));
    return running;
  }

  /**
   * Starts the embedded Redis if {@code config} asks for one.
   *
   * @return the same configuration, pointing to what was started
   * @throws CannotStart when it does not start, or the JVM is ending
   */
  synchronized Config startRedis(Config config) {
    requireNotStopping();
    redis = OwnedRedis.start(config);
    return OwnedRedis.point(config, redis);
  }

  /**
   * Starts {@code app}.
   *
   * @throws CannotStart when a file that the configuration names cannot be used, when it takes too
   *     long, or the JVM is ending
   */
  synchronized void start(App app) {
    requireNotStopping();
    this.app = Optional.of(app);
    try {
      app.start().await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CannotStart("Postkey did not start within " + STOP_SECONDS + " s.");
    } catch (IllegalArgumentException e) {
      throw CannotStart.misconfigured(e.getMessage());
    }
  }

  private void requireNotStopping() {
    if (stopping) {
      throw new CannotStart("Postkey was told to stop before it had started.");
    }
  }

  private synchronized void stop() {
    stopping = true;
    try {
      app.ifPresent(Running::stop);
    } finally {
      redis.ifPresent(EmbeddedRedis::stop);
    }
  }

  private static void stop(App app) {
    try {
      app.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
      log.info("stopped");
    } catch (TimeoutException e) {
      log.warn("stop_incomplete after_s={}", STOP_SECONDS);
    }
  }
}

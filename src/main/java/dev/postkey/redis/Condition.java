package dev.postkey.redis;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's log tells of Redis: once that it cannot be worked with, once for each reason of
 * that, and once that it can again, however many connections and commands find out. One for all
 * stores of a Vertx; may be used from any thread.
 */
final class Condition implements Shareable {
  private static final Logger log = LoggerFactory.getLogger(Condition.class);
  private static final String KEY = "dev.postkey.redis.condition";

  /** Why it cannot be worked with, as far as that was told; empty when it can. */
  private final Set<String> told = new HashSet<>();

  private long since;
  private boolean failedSinceLook;
  private boolean toldOfLoss;

  private Condition() {}

  static Condition of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Condition>getLocalMap(KEY)
        .computeIfAbsent(KEY, first -> new Condition());
  }

  /**
   * Notes a failure.
   *
   * @return true when all was well before; who is told so must look for the end with {@link #good}
   */
  synchronized boolean bad(String reason) {
    boolean first = told.isEmpty();
    if (first) {
      since = System.nanoTime();
    }
    failedSinceLook = true;
    if (told.add(reason)) {
      log.warn("redis_unavailable reason=\"{}\"", reason);
    }
    return first;
  }

  /**
   * Notes that everything could be done just now. One good look between failures is no end: a
   * connection that is cut again and again would fill the log.
   *
   * @return true when there is no more to look for
   */
  synchronized boolean good() {
    if (failedSinceLook) {
      failedSinceLook = false;
      return false;
    }
    if (!told.isEmpty()) {
      long gone = Duration.ofNanos(System.nanoTime() - since).toMillis();
      log.info("redis_available after_ms={}", gone);
      told.clear();
    }
    return true;
  }

  /** Notes that the server keeps no append-only file. */
  synchronized void withoutFile() {
    if (!toldOfLoss) {
      toldOfLoss = true;
      log.warn(
          "redis_not_durable reason=\"appendonly is no: what was accepted is lost when the server"
              + " restarts\"");
    }
  }
}

package dev.postkey.redis;

import dev.postkey.config.Config;
import dev.postkey.support.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Redis time that stands still: the scripts of production behind a prelude that reads its clock
 * from a key.
 */
public final class HeldClock {
  private static final String PRELUDE =
      """
      local function now_us()
        return tonumber(redis.call('GET', 'pk:{p00}:clock'))
      end
      local function now()
        return math.floor(now_us() / 1000)
      end
      """;

  private final RedisServer redis;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  public HeldClock(RedisServer redis) {
    this.redis = redis;
    set(now);
  }

  public Instant now() {
    return now;
  }

  public void advance(Duration duration) {
    set(now.plus(duration));
  }

  public void set(Instant instant) {
    now = instant;
    long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    redis.command("SET", "pk:{p00}:clock", String.valueOf(micros));
  }

  /** A store whose scripts go by this clock. */
  public Store store(Vertx vertx, Config.Redis config, Partitions partitions, IndexKeys index) {
    return new Store(vertx, config, partitions, index, Map.of(), PRELUDE);
  }
}

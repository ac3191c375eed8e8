package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.dev.EmbeddedRedis;
import dev.postkey.dev.EmbeddedRedisException;
import java.util.Optional;

/** The redis-server that {@code redis.url: embedded:…} asks for. */
final class OwnedRedis {
  private OwnedRedis() {}

  /**
   * Starts it, if it is asked for.
   *
   * @throws CannotStart when it does not start
   */
  static Optional<EmbeddedRedis> start(Config config) {
    try {
      return config.redis().embedded().map(EmbeddedRedis::start);
    } catch (EmbeddedRedisException e) {
      throw new CannotStart(e.getMessage());
    }
  }

  /** The same configuration, pointing to what was started. */
  static Config point(Config config, Optional<EmbeddedRedis> redis) {
    return redis
        .map(owned -> config.with(config.redis().at(new Secret(owned.url()))))
        .orElse(config);
  }
}

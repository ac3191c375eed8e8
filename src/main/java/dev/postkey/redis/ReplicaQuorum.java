package dev.postkey.redis;

import dev.postkey.config.Config;
import java.time.Duration;

/**
 * How many replicas must have a write before it counts as kept ({@code redis.wait-replicas}), and
 * how long they are waited for.
 */
record ReplicaQuorum(int count, Duration patience) {
  static ReplicaQuorum of(Config.Redis config) {
    return new ReplicaQuorum(config.waitReplicas(), config.waitTimeout());
  }

  boolean isNeeded() {
    return count > 0;
  }
}

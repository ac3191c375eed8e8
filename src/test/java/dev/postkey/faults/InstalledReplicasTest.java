package dev.postkey.faults;

import dev.postkey.support.RedisBuild;
import org.junit.jupiter.api.Tag;

/** The same with the redis-server that is installed. */
@Tag("long")
class InstalledReplicasTest extends ReplicasTest {
  @Override
  RedisBuild build() {
    return RedisBuild.newest();
  }
}

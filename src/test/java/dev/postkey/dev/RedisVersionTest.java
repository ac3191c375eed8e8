package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RedisVersionTest {
  @Test
  void redis_and_valkey_say_their_version_alike() {
    assertThat(RedisVersion.printed("Redis server v=6.2.11 sha=00000000:0 malloc=libc bits=64"))
        .contains(new RedisVersion(6, 2));
    assertThat(RedisVersion.printed("Valkey server v=8.1.0 sha=00000000:0 malloc=libc bits=64"))
        .contains(new RedisVersion(8, 1));
  }

  @Test
  void what_says_no_version_has_none() {
    assertThat(RedisVersion.printed("redis-server: not found")).isEmpty();
  }

  @Test
  void versions_are_in_the_order_of_numbers_and_not_of_letters() {
    assertThat(new RedisVersion(6, 2)).isLessThan(new RedisVersion(6, 10));
    assertThat(new RedisVersion(6, 10)).isLessThan(new RedisVersion(10, 0));
  }
}

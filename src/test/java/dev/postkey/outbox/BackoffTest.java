package dev.postkey.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Config.Backoff CONFIG =
      new Config.Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

  @Test
  void F17_an_account_source_is_asked_again_within_half_a_minute_however_long_it_was_down() {
    Backoff backoff = new Backoff(new Random(1));
    Duration longest = Duration.ZERO;
    for (int tries = 0; tries < 1_000; tries++) {
      Duration wait = backoff.afterSource(tries, CONFIG);
      assertThat(wait).isBetween(Duration.ZERO, Backoff.ceiling(tries, CONFIG));
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }

    assertThat(longest).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
  }
}

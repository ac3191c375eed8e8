package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.Rate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration AHEAD = Duration.ofSeconds(2);

  private long now = Long.MAX_VALUE - 1_000;

  @Test
  void without_a_rate_it_is_always_somebodys_turn() {
    Pace pace = new Pace(Optional.empty(), () -> now);

    assertThat(pace.tryTake()).isTrue();
    assertThat(pace.tryTake()).isTrue();
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.within(AHEAD, 32)).isEqualTo(32);
  }

  @Test
  void turns_are_spaced_so_that_not_even_a_burst_exceeds_the_rate() {
    Pace pace = pace("10/1s");

    assertThat(pace.tryTake()).isTrue();
    assertThat(pace.tryTake()).isFalse();
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(100));
    now += Duration.ofMillis(99).toNanos();
    assertThat(pace.tryTake()).isFalse();
    now += Duration.ofMillis(1).toNanos();
    assertThat(pace.tryTake()).isTrue();
  }

  @Test
  void turns_that_nobody_took_are_lost() {
    Pace pace = pace("10/1s");
    pace.tryTake();

    now += Duration.ofHours(1).toNanos();

    assertThat(pace.tryTake()).isTrue();
    assertThat(pace.tryTake()).isFalse();
  }

  @Test
  void in_any_second_there_are_no_more_than_the_rate_allows() {
    Pace pace = pace("7/1s");
    int taken = 0;
    long end = now + Duration.ofSeconds(10).toNanos();
    for (; end - now > 0; now += 1_000_000) {
      taken += pace.tryTake() ? 1 : 0;
    }

    assertThat(taken).isBetween(68, 70);
  }

  @Test
  void what_cannot_leave_soon_need_not_be_prepared_yet() {
    Pace pace = pace("10/1s");
    assertThat(pace.within(AHEAD, 32)).isEqualTo(21);
    assertThat(pace.within(AHEAD, 8)).isEqualTo(8);

    Pace slow = pace("1/1h");
    assertThat(slow.within(AHEAD, 8)).isEqualTo(1);
    slow.tryTake();
    assertThat(slow.within(AHEAD, 8)).isZero();
    now += Duration.ofHours(1).minusSeconds(2).toNanos();
    assertThat(slow.within(AHEAD, 8)).isEqualTo(1);
  }

  private Pace pace(String rate) {
    return new Pace(Optional.of(Rate.parse(rate)), () -> now);
  }
}

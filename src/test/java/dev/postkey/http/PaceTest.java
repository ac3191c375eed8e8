package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With a clock of its own: a store that answers one question after the other. */
final class PaceTest {
  private static final long MILLI = 1_000_000;
  private static final int MOST = 1024;
  private static final Duration GOOD_TIME = Duration.ofMillis(500);

  /** After which the answer comes too late for anybody. */
  private static final long TIME_OUT = 2_000 * MILLI;

  private final Deque<Long> inside = new ArrayDeque<>();
  private long now;
  private Pace pace = new Pace(() -> GOOD_TIME, 0);

  /** Asks every {@code between} of a store that takes {@code each}; returns how many it helped. */
  private int run(Duration time, long between, long each) {
    int helped = 0;
    long end = now + time.toNanos();
    long nextAsked = now;
    long nextAnswer = now + each;
    while (now < end) {
      now = Math.min(nextAsked, nextAnswer);
      if (now == nextAsked) {
        nextAsked += between;
        if (inside.size() < pace.bound(MOST)) {
          nextAnswer = inside.isEmpty() ? now + each : nextAnswer;
          inside.add(now);
        }
      } else if (!inside.isEmpty()) {
        nextAnswer += each;
        helped += answer() <= TIME_OUT ? 1 : 0;
      } else {
        nextAnswer = nextAsked + each;
      }
    }
    return helped;
  }

  private long answer() {
    pace.answered(inside.peek(), now, inside.size(), MOST);
    return now - inside.remove();
  }

  @Test
  @DisplayName("F18: three times what a slow store can bear costs nothing of what it can")
  void f18_a_slow_store_is_not_asked_into_the_ground() {
    run(Duration.ofSeconds(20), 4 * MILLI, 12 * MILLI);

    // 83 a second; with 1024 inside, each would wait for 12 seconds.
    assertThat(run(Duration.ofSeconds(10), 4 * MILLI, 12 * MILLI)).isGreaterThan(800);
  }

  @Test
  void a_fast_store_may_have_as_many_inside_as_configured() {
    run(Duration.ofSeconds(10), MILLI / 6, MILLI / 2);

    assertThat(pace.bound(MOST)).isEqualTo(MOST);
  }

  @Test
  void a_pause_shuts_nobody_out() {
    run(Duration.ofSeconds(5), 2 * MILLI, MILLI);
    inside.add(now);
    now += 1_500 * MILLI;
    inside.add(now);
    now += MILLI;
    answer();
    answer();

    run(Duration.ofSeconds(5), 2 * MILLI, MILLI);

    assertThat(pace.bound(MOST)).isGreaterThanOrEqualTo(Pace.LEAST);
    assertThat(run(Duration.ofSeconds(1), 2 * MILLI, MILLI)).isGreaterThanOrEqualTo(499);
  }

  @Test
  void what_was_lost_in_slow_times_is_had_again_in_good_ones() {
    run(Duration.ofSeconds(20), 4 * MILLI, 12 * MILLI);
    int slow = pace.bound(MOST);

    run(Duration.ofSeconds(30), MILLI / 2, MILLI);

    assertThat(slow).isLessThan(MOST / 4);
    assertThat(pace.bound(MOST)).isGreaterThan(2 * slow);
  }

  @Test
  void the_configured_bound_stands_above_all() {
    assertThat(pace.bound(1)).isEqualTo(1);
    run(Duration.ofSeconds(20), 4 * MILLI, 12 * MILLI);
    assertThat(pace.bound(1)).isEqualTo(1);
  }
}

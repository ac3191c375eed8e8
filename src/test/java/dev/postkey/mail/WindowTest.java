package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTest {
  private long now = Long.MAX_VALUE - 1_000;

  private final Window window = new Window(16, () -> now);

  @Test
  void it_begins_with_all_that_is_allowed() {
    assertThat(window.size()).isEqualTo(16);
    assertThat(window.reduced()).isFalse();
    assertThat(window.coolDown()).isZero();
  }

  @Test
  void it_is_halved_when_the_relay_asks_for_less_and_pauses() {
    assertThat(window.slowDown()).isFalse();

    assertThat(window.size()).isEqualTo(8);
    assertThat(window.coolDown()).isEqualTo(Window.COOL_DOWN);
    assertThat(window.reduced()).isTrue();
  }

  @Test
  void what_all_connections_say_at_once_counts_once() {
    IntStream.range(0, 16).forEach(i -> assertThat(window.slowDown()).isFalse());

    assertThat(window.size()).isEqualTo(8);
  }

  @Test
  void it_grows_by_one_for_each_window_of_successes_up_to_what_is_allowed() {
    window.slowDown();
    succeed(7);
    assertThat(window.size()).isEqualTo(8);
    succeed(1);
    assertThat(window.size()).isEqualTo(9);
    succeed(9);
    assertThat(window.size()).isEqualTo(10);

    succeed(1000);

    assertThat(window.size()).isEqualTo(16);
    assertThat(window.reduced()).isFalse();
  }

  @Test
  void it_never_closes_wholly() {
    for (int i = 0; i < 10; i++) {
      window.slowDown();
      pass(Duration.ofMinutes(1));
    }

    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void pauses_grow_and_too_many_in_a_row_are_no_matter_of_speed_any_more() {
    for (int i = 0; i < Window.BEARABLE; i++) {
      assertThat(window.slowDown()).isFalse();
      assertThat(window.coolDown()).isEqualTo(Window.COOL_DOWN.multipliedBy(1L << i));
      pass(window.coolDown());
    }

    assertThat(window.slowDown()).isTrue();
  }

  @Test
  void a_success_in_between_begins_a_new_row() {
    for (int i = 0; i < 10; i++) {
      assertThat(window.slowDown()).isFalse();
      assertThat(window.coolDown()).isEqualTo(Window.COOL_DOWN);
      pass(Window.COOL_DOWN);
      succeed(1);
    }
  }

  private void succeed(int times) {
    IntStream.range(0, times).forEach(i -> window.succeeded());
  }

  /** Beyond the greatest number too: such clocks wrap around. */
  private void pass(Duration duration) {
    now += duration.toNanos();
  }
}

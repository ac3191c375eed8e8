package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "30m, PT30M",
    "90s, PT1M30S",
    "1h30m, PT1H30M",
    "250ms, PT0.25S",
    "5m5ms, PT5M0.005S",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "PT30M, PT30M",
    "P1D, PT24H",
    "P1DT-1H, PT23H",
    "0s, PT0S",
    "PT0S, PT0S",
    "36500d, PT876000H",
  })
  void a_duration_reads_as_operators_write_it(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "30",
        "m",
        "30 m",
        " 30m",
        "30m ",
        "30M",
        "1m1h",
        "1m2m",
        "1.5h",
        "-5m",
        "+5m",
        "5min",
        "\u0663m",
        "P",
        "PT",
        "pt30m",
        "PT30",
        "PT-30M",
        "1w",
        "9999999999s",
        "inf"
      })
  void what_is_no_duration_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageStartingWith("a duration ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "36500d1ms",
        "999999999d999999999h999999999m999999999s999999999ms",
        "PT9223372036854775807S",
        "PT9223372036854775808S",
        "P106751991167300D"
      })
  void more_than_a_hundred_years_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @Test
  void the_longest_duration_can_be_counted_in_nanoseconds() {
    assertThat(Durations.MAX.toNanos()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.0001S", "PT1.0000001S", "PT0.000000001S"})
  void parts_of_a_millisecond_are_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("whole milliseconds");
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT30M, 30m", "PT90M, 1h30m", "PT24H, 1d", "PT0.25S, 250ms"})
  void a_duration_is_written_in_short_units(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1_000, 61_001, 86_399_999, 86_400_000, 3_153_600_000_000L})
  void what_is_written_reads_back(long milliseconds) {
    Duration duration = Duration.ofMillis(milliseconds);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }
}

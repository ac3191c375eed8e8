package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({
    "20/1m, 20, PT1M, 3000000",
    "5/1h, 5, PT1H, 720000000",
    "200/1s, 200, PT1S, 5000",
    "1/PT30M, 1, PT30M, 1800000000",
    "3/1s, 3, PT1S, 333333",
    "1000/1ms, 1000, PT0.001S, 1",
    "9999999/10s, 9999999, PT10S, 1",
  })
  void a_rate_is_a_count_in_a_period(String text, int count, Duration period, long micros) {
    assertThat(Rate.parse(text)).isEqualTo(new Rate(count, period));
    assertThat(Rate.parse(text).intervalMicros()).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "20",
        "/1m",
        "20/",
        "0/1m",
        "-1/1m",
        "+1/1m",
        "1.5/1m",
        " 20/1m",
        "20 /1m",
        "20/1m/1h",
        "10000000/1h",
        "20/0s",
        "20/PT-1M",
        "20/m",
        "\u0663/1m",
        "unlimited"
      })
  void what_is_no_rate_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1001/1ms", "9999999/1ms", "9999999/9s"})
  void more_than_one_in_a_microsecond_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rate.parse(text))
        .withMessageContaining("microsecond");
  }

  @Test
  void parts_of_a_rate_are_together_no_less_than_the_whole() {
    assertThat(Rate.parse("60/1h").share(4)).isEqualTo(Rate.parse("15/1h"));
    assertThat(Rate.parse("5/1h").share(4)).isEqualTo(Rate.parse("2/1h"));
    assertThat(Rate.parse("5/1h").share(1)).isEqualTo(Rate.parse("5/1h"));
  }

  @Test
  void a_rate_is_written_as_it_reads() {
    assertThat(new Rate(5, Duration.ofMinutes(90))).hasToString("5/1h30m");
    assertThat(Rate.parse("5/1h30m")).isEqualTo(new Rate(5, Duration.ofMinutes(90)));
  }
}

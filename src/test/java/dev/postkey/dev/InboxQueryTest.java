package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboxQueryTest {
  private static final InboxMessage MESSAGE =
      new InboxMessage("20260314-091502-417", List.of("Ann@Example.com"), "Hello");

  @Test
  void without_parameters_it_matches_all_and_does_not_wait() {
    InboxQuery query = InboxQuery.read(MultiMap.caseInsensitiveMultiMap());

    assertThat(query.matches(MESSAGE)).isTrue();
    assertThat(query.patience()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ann@example.com, true",
    "ANN@EXAMPLE.COM, true",
    "nn@example.com, false",
    "ann@example.co, false"
  })
  void an_address_matches_whole_and_whatever_its_case(String to, boolean matches) {
    assertThat(read("to", to).matches(MESSAGE)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"20260314-091502-416, true", "20260314-091502-417, false"})
  void after_means_later_than(String id, boolean matches) {
    assertThat(read("after", id).matches(MESSAGE)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"10s, PT10S", "60s, PT1M", "24h, PT1M", "36500d, PT1M"})
  void nobody_waits_for_more_than_a_minute(String wait, Duration patience) {
    assertThat(read("wait", wait).patience()).isEqualTo(patience);
  }

  @ParameterizedTest
  @CsvSource({
    "wait, soon",
    "wait, -1s",
    "wait, ''",
    "wait, 10",
    "to, ann",
    "to, ''",
    "after, ../x"
  })
  void bad_values_are_named(String parameter, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(parameter, value))
        .withMessageStartingWith(parameter + ": ");
  }

  @Test
  void a_repeated_parameter_is_refused() {
    MultiMap twice =
        MultiMap.caseInsensitiveMultiMap().add("to", "a@example.com").add("to", "b@example.com");

    assertThatIllegalArgumentException().isThrownBy(() -> InboxQuery.read(twice));
  }

  private static InboxQuery read(String parameter, String value) {
    return InboxQuery.read(MultiMap.caseInsensitiveMultiMap().add(parameter, value));
  }
}

package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', abc, 3",
    "ttl, tll, 1",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
  })
  void the_distance_is_the_number_of_changes(String one, String other, int distance) {
    assertThat(Nearest.distance(one, other)).isEqualTo(distance);
    assertThat(Nearest.distance(other, one)).isEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource({
    "http.pubic-url, http.public-url",
    "htpp, http",
    "tokn.ttl, token.ttl",
    "ttl, token.ttl",
    "public-url, http.public-url",
    "mail.ttl, token.ttl",
  })
  void a_slip_of_the_finger_and_a_wrong_section_are_near(String name, String nearest) {
    assertThat(
            Nearest.to(
                name, List.of("http", "http.port", "http.public-url", "token.ttl", "mail.from")))
        .contains(nearest);
  }

  @Test
  void nothing_is_nearest_to_nothing() {
    assertThat(Nearest.to("a", List.of())).isEmpty();
  }
}

package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
  private static final String TEXT = "0Zz9-_ABCDEFGHIJKLMNOP";

  @Test
  void twenty_two_urlsafe_characters_are_a_request_id() {
    assertThat(RequestId.parse(TEXT)).contains(new RequestId(TEXT));
    assertThat(new RequestId(TEXT)).hasToString(TEXT);
  }

  @ParameterizedTest(name = "{index}")
  @NullSource
  @ValueSource(
      strings = {
        "",
        "AAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAA==",
        "AAAAAAAAAAAAAAAAAAAAA+",
        "AAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAA\u0000",
        "../../../../etc/passwd",
        "{p00}job:AAAAAAAAAAAAA",
      })
  void anything_else_is_malformed(String text) {
    assertThat(RequestId.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestId(text));
  }

  @ParameterizedTest
  @CsvSource({"A, 1, 0", "_, 1, 0", "P, 16, 15", "Q, 16, 0", "_, 64, 63"})
  void the_first_character_names_the_partition(String first, int partitions, int partition) {
    assertThat(new RequestId(first + "A".repeat(21)).partition(partitions)).isEqualTo(partition);
  }
}

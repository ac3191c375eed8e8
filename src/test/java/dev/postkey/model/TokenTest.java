package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private static final String TEXT = "0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcde";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "___________________________________________",
        "-------------------------------------------"
      })
  void forty_three_urlsafe_characters_are_a_token(String text) {
    assertThat(Token.parse(text)).hasValueSatisfying(t -> assertThat(t.reveal()).isEqualTo(text));
  }

  @ParameterizedTest(name = "{index}")
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "0",
        "undefined",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%41",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000",
        "\u0000AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0391",
        "\uff21\uff21AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u212a",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\ud800",
      })
  @DisplayName("S7: anything else is malformed")
  void S7_anything_else_is_malformed(String text) {
    assertThat(Token.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("S7: another last character is another token, whatever Base64 makes of it")
  void S7_another_last_character_is_another_token() {
    String first = "A".repeat(43);
    String second = "A".repeat(42) + "B"; // the same 32 bytes to a decoder that does not look close
    assertThat(Token.parse(first).orElseThrow().reveal())
        .isNotEqualTo(Token.parse(second).orElseThrow().reveal());
  }

  @ParameterizedTest
  @CsvSource({"A, 1, 0", "_, 1, 0", "A, 16, 0", "P, 16, 15", "Q, 16, 0", "_, 16, 15", "-, 64, 62"})
  void the_first_character_names_the_partition(String first, int partitions, int partition) {
    Token token = Token.parse(first + "A".repeat(42)).orElseThrow();
    assertThat(token.partition(partitions)).isEqualTo(partition);
  }

  @Test
  @DisplayName("S14: a token cannot be printed")
  void S14_a_token_cannot_be_printed() {
    assertThat(Token.parse(TEXT).orElseThrow()).hasToString("Token[redacted]");
  }
}

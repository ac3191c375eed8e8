package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
  @Test
  void plain_words_stay_readable() {
    assertThat(Shell.quote("http://localhost:8080/v1/tokens"))
        .isEqualTo("http://localhost:8080/v1/tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "$(id)", "`id`", "a;b", "a\nb", "!!", "*", "~", "\\", "#x", "é", ""})
  void what_a_shell_would_read_is_quoted(String text) {
    assertThat(Shell.quote(text)).isEqualTo("'" + text + "'");
  }

  @Test
  void a_quote_cannot_end_the_quoting() {
    assertThat(Shell.quote("a'b")).isEqualTo("'a'\\''b'");
  }
}

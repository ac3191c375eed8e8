package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 0x1b, 0x7f, 0x85, 0x202a, 0x202e, 0x2028, 0x2029, 0x2066, 0xfeff, 0xd800, 0xe000
      })
  void M6_what_hides_or_turns_becomes_visible(int codePoint) {
    assertThat(HarmlessText.of("a" + Character.toString(codePoint) + "b")).isEqualTo("a\ufffdb");
  }

  @ParameterizedTest
  @CsvSource({"'a\nb','a b'", "'a\r\nb','a  b'", "'a\tb','a b'"})
  void M6_line_breaks_become_blanks(String text, String expected) {
    assertThat(HarmlessText.of(text)).isEqualTo(expected);
  }

  @Test
  void words_and_emoji_that_need_joiners_stay_whole() {
    assertThat(HarmlessText.of("👩‍👧 می‌خواهم")).isEqualTo("👩‍👧 می‌خواهم");
  }

  @Test
  void what_looks_like_a_line_break_in_its_low_byte_only_is_a_letter_and_stays() {
    assertThat(HarmlessText.of("\u560a\u560d")).isEqualTo("\u560a\u560d");
  }
}

package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {

  @ParameterizedTest
  @ValueSource(strings = {"7", "ann@example.com", "auth0|5f7c", "CN=Ann Lee, O=Example", "\u738b"})
  void an_application_may_call_an_account_anything(String value) {
    assertThat(new Subject(value).value()).isEqualTo(value);
  }

  @Test
  void a_subject_has_1_to_255_characters() {
    assertThat(new Subject("s".repeat(255)).value()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> new Subject("s".repeat(256)));
  }

  @ParameterizedTest(name = "{index}")
  @NullSource
  @ValueSource(strings = {"", "a\u0000", "a\nb", "a\u202eb", "a\u200bb", "\ud800", "a\udc00b"})
  void what_is_empty_or_cannot_be_seen_is_refused(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Subject(value));
  }

  @Test
  void subjects_that_differ_in_case_are_different_accounts() {
    assertThat(new Subject("Ann")).isNotEqualTo(new Subject("ann"));
  }

  @ParameterizedTest
  @CsvSource({"ann@example.com, a***", "7, 7***", "\ud83d\ude00\ud83d\ude00, \ud83d\ude00***"})
  @DisplayName("S14: a subject prints masked, and never half a character")
  void S14_a_subject_prints_masked(String value, String printed) {
    assertThat(new Subject(value)).hasToString(printed);
  }
}

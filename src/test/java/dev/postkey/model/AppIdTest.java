package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "default", "my-shop-2", "abcdefghijklmnopqrstuvwxyz-01234"})
  void lower_case_letters_digits_and_hyphens_are_an_app(String value) {
    assertThat(new AppId(value)).hasToString(value).isEqualTo(new AppId(value));
  }

  @ParameterizedTest(name = "{index}")
  @NullSource
  @ValueSource(
      strings = {
        "",
        "2shop",
        "-shop",
        "Shop",
        "my_shop",
        "my shop",
        "shop\n",
        "sh\u00f6p",
        "\u212a",
        "a:b",
        "a|b",
        "{p00}",
        "abcdefghijklmnopqrstuvwxyz-012345",
      })
  void anything_else_is_not(String value) {
    assertThat(AppId.isValid(value)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new AppId(value));
  }

  @Test
  void the_app_that_nobody_names_is_default() {
    assertThat(AppId.DEFAULT).isEqualTo(new AppId("default"));
  }
}

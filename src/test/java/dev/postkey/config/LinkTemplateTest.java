package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.model.Token;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTemplateTest {
  private static final String TOKEN = "a".repeat(Token.LENGTH);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/reset={token}",
        "https://example.com/reset?token={token}&x=1",
        "https://example.com?{token}",
        "https://example.com/#/reset/{token}",
        "https://example.com#{token}",
        "https://example.com:8443/{token}",
        "http://localhost:8081/{token}",
        "http://127.0.0.1/{token}",
        "http://[::1]/{token}",
      })
  void the_token_stands_anywhere_behind_the_host(String template) {
    assertThat(LinkTemplate.parse(template).link(Token.parse(TOKEN).orElseThrow()))
        .isEqualTo(template.replace("{token}", TOKEN));
  }

  @ParameterizedTest
  @DisplayName("H8: a link goes to a configured https address that no reader can take for another")
  @ValueSource(
      strings = {
        "",
        "{token}",
        "/reset={token}",
        "//evil.example/{token}",
        "/\\evil.example/{token}",
        "https:evil.example/{token}",
        "https:///{token}",
        "https:{token}",
        "%2f%2fevil.example/{token}",
        "javascript:alert('{token}')",
        "data:text/html,{token}",
        "https://good.example@evil.example/{token}",
        "https://user:password@example.com/{token}",
        "https://{token}.example.com/",
        "https://{token}/",
        "https://example.com{token}",
        "https://example.com:{token}/",
        "https://{token}@example.com/",
        "http://example.com/{token}",
        "http://localhost.example.com/{token}",
        "http://127.0.0.1.example.com/{token}",
        "https://example.com/{token}/{token}",
        "https://example.com/{TOKEN}",
        "https://example.com/{token}{x}",
        "https://example.com/ {token}",
        "https://example.com/\r\nBcc: {token}",
        "https://ex\u00e4mple.com/{token}",
        "https://example.com:99999/{token}",
        "ftp://example.com/{token}",
      })
  void a_template_that_could_lead_elsewhere_is_refused(String template) {
    assertThatThrownBy(() -> LinkTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("M1: with its token the link fits on one line of a mail")
  void a_template_has_at_most_900_characters() {
    String longest = "https://example.com/" + "a".repeat(900 - 27) + "{token}";

    assertThat(LinkTemplate.parse(longest).link(Token.parse(TOKEN).orElseThrow())).hasSize(936);
    assertThatThrownBy(() -> LinkTemplate.parse(longest + "a"))
        .hasMessage("must have at most 900 characters");
  }

  @Test
  void it_knows_its_host() {
    assertThat(LinkTemplate.parse("https://example.com:8443/{token}").host())
        .isEqualTo("example.com");
  }
}

package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailContentTest {
  private static final String ALTERNATIVE =
      """
      To: Ann <ann@example.com>, bob@example.org
      Subject: Hello
      MIME-Version: 1.0
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      Caf=C3=A9

      https://example.com/reset=3DAbc_-9

      --b
      Content-Type: text/html; charset=utf-8

      <p>Café</p>
      --b--
      """;

  @Test
  void M3_text_and_HTML_are_decoded() {
    MailContent mail = parse(ALTERNATIVE);

    assertThat(mail.text()).hasValueSatisfying(text -> assertThat(text).startsWith("Café"));
    assertThat(mail.html()).hasValueSatisfying(html -> assertThat(html).contains("<p>Café</p>"));
  }

  @Test
  void recipients_are_addresses_without_names() {
    assertThat(parse(ALTERNATIVE).to()).containsExactly("ann@example.com", "bob@example.org");
  }

  @Test
  void M3_the_link_is_the_URL_that_stands_alone_on_a_line() {
    String text = "See https://example.com/help first.\n\n https://example.com/reset=Abc \nBye";

    assertThat(parse(InboxClient.plain("a@example.com", "s", text)).link())
        .hasValue("https://example.com/reset=Abc");
    assertThat(parse(ALTERNATIVE).link()).hasValue("https://example.com/reset=Abc_-9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "no link at all",
        "https://example.com/a \"onclick=x",
        "https://example.com/<script>"
      })
  void what_is_no_web_address_is_no_link(String line) {
    assertThat(parse(InboxClient.plain("a@example.com", "s", line)).link()).isEmpty();
  }

  @Test
  void M3_subjects_in_encoded_words_are_read_across_folded_lines() {
    String subject = word("Пароль ") + "\n " + word("密码 🔑");

    assertThat(parse(InboxClient.plain("a@example.com", subject, "")).subject())
        .isEqualTo("Пароль 密码 🔑");
  }

  @Test
  void attachments_are_not_the_text_of_a_mail() {
    MailContent mail =
        parse(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain
            Content-Disposition: attachment; filename=a.txt

            attached
            --b
            Content-Type: text/plain

            written
            --b--
            """);

    assertThat(mail.text()).hasValueSatisfying(text -> assertThat(text).contains("written"));
  }

  @Test
  void a_charset_that_nobody_knows_shows_as_UTF_8() {
    MailContent mail = parse("Content-Type: text/plain; charset=x-nowhere\n\nCafé");

    assertThat(mail.text()).hasValue("Café");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "no header at all",
        "Content-Type: multipart/alternative\n\nno boundary",
        "Content-Type: ;;;\nTo: <<@@>>\nSubject: =?utf-8?B?!!?=\n\nbroken",
        "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n%%%",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain"
      })
  void broken_mails_are_shown_as_far_as_they_go(String raw) {
    assertThat(parse(raw)).isNotNull();
  }

  @Test
  void a_body_that_breaks_its_decoder_leaves_the_header_readable() {
    MailContent mail =
        parse(
            """
            To: ann@example.com
            Subject: Hello
            Content-Type: text/plain
            Content-Transfer-Encoding: uuencode

            begin
            """);

    assertThat(mail.subject()).isEqualTo("Hello");
    assertThat(mail.to()).containsExactly("ann@example.com");
    assertThat(mail.text()).isEmpty();
  }

  @Test
  void a_mail_nested_without_end_does_not_exhaust_the_stack() {
    StringBuilder raw = new StringBuilder();
    for (int depth = 0; depth < 5_000; depth++) {
      raw.append("Content-Type: multipart/mixed; boundary=b").append(depth).append("\n\n--b");
      raw.append(depth).append('\n');
    }

    assertThat(parse(raw.toString()).text()).isEmpty();
  }

  @Test
  void S14_content_does_not_print() {
    assertThat(parse(ALTERNATIVE).toString()).doesNotContain("ann", "reset=", "Hello");
  }

  private static MailContent parse(String raw) {
    return MailContent.parse(raw.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String word(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "=?utf-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
  }
}

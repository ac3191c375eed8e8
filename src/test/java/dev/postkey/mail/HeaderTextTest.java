package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.EmailAddress;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
  private static final EmailAddress ANN = EmailAddress.parse("ann@example.org");

  @Test
  void plain_text_stands_as_it_is() {
    assertThat(HeaderText.unstructured("Choose a new password")).isEqualTo("Choose a new password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Zoë",
        "👩‍👩‍👧‍👦",
        "パスワードの再設定のお知らせ、ご確認ください。パスワードの再設定",
        "إعادة تعيين كلمة المرور الخاصة بك في المتجر",
        "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "a😀b😀c😀d😀e😀f😀g😀h😀i😀j😀k😀",
        "=?utf-8?q?evil?=",
        " leads with a blank",
        "a very long line of nothing but ASCII, which must be folded and so is encoded, to be safe"
      })
  void M3_a_foreign_parser_reads_what_was_written(String text) throws Exception {
    String value = HeaderText.unstructured(text);

    assertThat(MimeUtility.decodeText(MimeUtility.unfold(value))).isEqualTo(text);
    assertThat(value.split("\r\n")).allSatisfy(line -> assertThat(line).matches("[ -~]{1,67}"));
  }

  @Test
  void M3_no_encoded_word_holds_half_a_character() throws Exception {
    String value = HeaderText.unstructured("x" + "😀".repeat(40));

    for (String word : value.split("\r\n ")) {
      assertThat(MimeUtility.decodeWord(word)).matches("x?(😀)+");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann Example",
        "Ann (Sales), Example",
        "Ann \"The Boss\" O'Hara \\ Co",
        "Zoë <zoe@evil.example>",
        "محمد",
        "李小龍, 先生",
        "@;:<>()[]",
        "=?UTF-8?B?ZXZpbA==?="
      })
  void M3_a_name_is_one_phrase_and_never_a_second_address(String name) throws Exception {
    InternetAddress[] read =
        InternetAddress.parseHeader(MimeUtility.unfold(HeaderText.mailbox(name, ANN)), true);

    assertThat(read).hasSize(1);
    assertThat(read[0].getAddress()).isEqualTo("ann@example.org");
    assertThat(read[0].getPersonal()).isEqualTo(name);
  }

  @Test
  void without_a_name_the_address_stands_alone() {
    assertThat(HeaderText.mailbox("", ANN)).isEqualTo("ann@example.org");
  }
}

package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JakartaMailReadsTest {
  @ParameterizedTest
  @EnumSource(Sample.class)
  void M3_the_same_subject_names_and_link(Sample sample) throws Exception {
    ReadMail mail = new ReadMail(sample.received());

    assertThat(mail.subject()).contains(sample.app());
    assertThat(mail.from().getPersonal()).isEqualTo(sample.app());
    assertThat(mail.from().getAddress()).isEqualTo("no-reply@example.com");
    assertThat(mail.to().getPersonal()).isEqualTo(sample.recipient());
    assertThat(mail.to().getAddress()).isEqualTo("ann@example.org");
    assertThat(mail.text().lines()).contains(Mails.LINK);
    assertThat(mail.html()).contains("href=\"" + Mails.LINK + "\"");
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void M3_text_first_then_html_and_nothing_else(Sample sample) throws Exception {
    ReadMail mail = new ReadMail(sample.received());

    assertThat(mail.message().getContentType()).startsWith("multipart/alternative");
    assertThat(mail.parts().getCount()).isEqualTo(2);
    assertThat(mail.parts().getBodyPart(0).isMimeType("text/plain")).isTrue();
    assertThat(mail.parts().getBodyPart(1).isMimeType("text/html")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = Sample.class, mode = EnumSource.Mode.EXCLUDE, names = "DOTS_AND_LONG_LINES")
  void M7_the_text_says_who_asks_for_which_app_until_when_and_what_if_not(Sample sample)
      throws Exception {
    String text = new ReadMail(sample.received()).text();

    assertThat(text)
        .contains(sample.app(), sample.recipient(), "ann@example.org")
        .containsPattern("someone|jemand")
        .containsPattern("30 minutes|30 Minuten")
        .containsPattern("GMT\\+1|MEZ")
        .containsPattern("If it was not you|Waren Sie es nicht");
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void M1_nothing_is_fetched_from_anywhere(Sample sample) throws Exception {
    String html = new ReadMail(sample.received()).html();

    assertThat(html).doesNotContain("<img", "src=", "url(", "@import", "<link", "<script");
    assertThat(html.split("href=", -1)).hasSizeLessThanOrEqualTo(3);
  }
}

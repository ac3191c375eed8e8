package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares complete mails, as a server receives them, with files. After a wanted change run with
 * {@code -Dgolden.write=true} and read the difference before it is committed.
 */
class GoldenMailTest {
  private static final Path FOLDER = Path.of("src/test/resources/mail");

  @ParameterizedTest
  @EnumSource(Sample.class)
  void the_complete_mail_is_as_it_was(Sample sample) throws Exception {
    String actual =
        sample.received().replace("\r\n", "\n").replaceAll("=--postkey_[0-9_-]+", "=--X");
    Path file = FOLDER.resolve(sample.file() + ".eml");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, actual);
    }

    assertThat(actual).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void M1_every_line_has_at_most_998_octets_and_crlf(Sample sample) throws Exception {
    String message = sample.received();

    assertThat(message.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(message.split("\r\n"))
        .allSatisfy(line -> assertThat(line.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(998));
  }

  @Test
  void M1_every_header_field_stands_once() throws Exception {
    String header = Sample.ENGLISH.received().split("\r\n\r\n", 2)[0];

    assertThat(header.lines().filter(line -> !line.startsWith(" ")).map(GoldenMailTest::name))
        .containsExactlyInAnyOrder(
            "Content-Type",
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "Reply-To");
    assertThat(header)
        .contains("Date: Fri, 6 Mar 2026 14:04:05 +0000")
        .contains("Auto-Submitted: auto-generated")
        .contains("X-Auto-Response-Suppress: All");
  }

  @Test
  void M1_a_line_of_a_dot_and_a_line_of_2000_characters_arrive_as_they_were() throws Exception {
    String received = Sample.DOTS_AND_LONG_LINES.received();

    assertThat(new ReadMail(received).text())
        .startsWith(".\n..two\n")
        .contains("\n" + "x".repeat(2000) + "\n")
        .endsWith("\n.");
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf(':'));
  }
}

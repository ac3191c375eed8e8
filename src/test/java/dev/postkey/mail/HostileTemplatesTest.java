package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.EmailAddress;
import dev.postkey.support.HostileText;
import dev.postkey.support.ScriptedSmtp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator's template for the subject, and what a request has it filled in with. */
class HostileTemplatesTest {
  @TempDir Path folder;

  static Stream<String> attacks() {
    return HostileText.ALL.keySet().stream();
  }

  @ParameterizedTest(name = "M6: {0} in a template of the subject")
  @MethodSource("attacks")
  void M6_a_subject_is_one_line_whatever_its_template_says(String attack) throws Exception {
    // As a file has it: half a character becomes a question mark.
    byte[] template = ("Reset" + HostileText.ALL.get(attack)).getBytes(UTF_8);

    check(template, Map.of("order", "7"));
  }

  @ParameterizedTest(name = "M6: {0} in what fills a template of the subject")
  @MethodSource("attacks")
  void M6_a_subject_is_one_line_whatever_fills_its_template(String attack) throws Exception {
    byte[] template = "Reset {{data.order}}".getBytes(UTF_8);

    check(template, Map.of("order", HostileText.ALL.get(attack)));
  }

  private void check(byte[] template, Map<String, String> data) throws Exception {
    Files.write(
        Files.createDirectories(folder.resolve("en")).resolve("reset.subject.txt"), template);
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      SendMail.Outcome outcome;
      try (PostOffice office = PostOffice.open(config(smtp))) {
        outcome = office.send(Mails.mail("Ann", Locale.ENGLISH, data));
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).containsAnyOf("reset.subject.txt", "header is too long");
        return;
      }
      if (outcome instanceof SendMail.Sent) {
        assertThat(smtp.count("RCPT")).isOne();
        assertThat(HostileText.foreignFields(smtp.messages().get(0))).isEmpty();
        String subject = new ReadMail(smtp.messages().get(0)).subject();
        assertThat(subject).startsWith("Reset").matches(HostileText::isOneHarmlessLine);
      } else {
        assertThat(outcome).isEqualTo(Verdict.unmailable());
        assertThat(smtp.count("RCPT")).isZero();
      }
    }
  }

  private Config config(ScriptedSmtp smtp) {
    Config.Mail mail =
        new Config.Mail(
            EmailAddress.parse("no-reply@example.com"),
            "Example",
            Optional.of(EmailAddress.parse("help@example.com")),
            ZoneId.of("UTC"),
            Optional.of(folder),
            Optional.empty());
    String link = Mails.LINK.replace(Mails.TOKEN, "{token}");
    return Mails.config(
        Mails.smtp(PostOffice.ATTEMPT, Mails.relay(smtp.port())), Mails.app("Example", link, mail));
  }
}

package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postkey.bus.SendMail;
import dev.postkey.support.ScriptedSmtp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * F20, M6: whatever names and data hold, a server gets one mail for one person, as it was meant.
 */
@Tag("fuzz")
class MimeFuzz {
  /** UTF-8 cannot spell half of a surrogate pair. */
  private static final char STANDS_FOR_A_HALF = '\ue000';

  @TempDir static Path folder;

  private static ScriptedSmtp smtp;
  private static PostOffice office;

  @BeforeAll
  static void open() throws Exception {
    Path english = Files.createDirectories(folder.resolve("en"));
    Files.writeString(english.resolve("reset.subject.txt"), "{{data.a}}!");
    Files.writeString(
        english.resolve("reset.txt"), "{{name}}\n{{data.a}}\n{{link}}\n{{expiresAt}}\n");
    Files.writeString(
        english.resolve("reset.html"),
        "<p title=\"{{data.a}}\">{{name}}</p>\n<a href=\"{{link}}\">{{expiresAt}}</a>\n");
    smtp = ScriptedSmtp.start();
    office =
        PostOffice.open(
            Mails.config(
                Mails.smtp(PostOffice.ATTEMPT, Mails.relay(smtp.port())),
                Mails.app("Example", Optional.of(folder))));
  }

  @AfterAll
  static void close() {
    office.close();
    smtp.close();
  }

  /** The first line is the name, the rest a value. */
  @FuzzTest
  void F20_what_was_meant_is_what_arrives(byte[] input) throws Exception {
    String[] parts = new String(input, UTF_8).replace(STANDS_FOR_A_HALF, '\ud800').split("\n", 2);
    String name = parts[0];
    String value = parts[parts.length - 1];
    smtp.forget();
    office.cleared().clear();

    SendMail.Outcome outcome = office.send(Mails.mail(name, Locale.ENGLISH, Map.of("a", value)));

    List<ScriptedSmtp.Delivery> arrived = smtp.deliveries();
    if (!(outcome instanceof SendMail.Sent)) {
      assertThat(((SendMail.Failed) outcome).reason()).isEqualTo("unmailable");
      assertThat(arrived).isEmpty();
      return;
    }
    assertThat(arrived).hasSize(1);
    assertThat(arrived.get(0).recipients()).hasSize(1);
    ReadMail mail = new ReadMail(arrived.get(0).message());
    assertThat(mail.to().getAddress()).isEqualTo("ann@example.org");
    assertThat(mail.subject()).isEqualTo((HarmlessText.of(value) + "!").strip());
    assertThat(mail.text())
        .startsWith(
            HarmlessText.of(name).strip() + "\n" + HarmlessText.of(value) + "\n" + Mails.LINK);
    assertThat(mail.html().split("[<>]", -1)).hasSize(9);
  }
}

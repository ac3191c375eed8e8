package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.PrivateKeys;
import dev.postkey.support.ScriptedSmtp;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Needs Debian's {@code python3-dkim}, for whichever of the machine's Pythons; without it the tests
 * are reported as skipped.
 */
class SignatureIT {
  private static final Config.Dkim DKIM =
      new Config.Dkim("example.com", "s1", new Secret(PrivateKeys.base64("RSA", 2048)));

  private static String python;

  @TempDir Path folder;

  @BeforeAll
  static void findVerifier() {
    python =
        Stream.of("python3", "/usr/bin/python3")
            .filter(SignatureIT::knowsDkim)
            .findFirst()
            .orElseGet(() -> abort("python3-dkim is not there: requirement M4 is not proved"));
  }

  @ParameterizedTest
  @EnumSource(Sample.class)
  void M4_a_foreign_verifier_accepts_every_mail(Sample sample) throws Exception {
    assertThat(verify(sample.signed(DKIM))).containsExactly(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "Auto-Submitted"
      })
  void M4_a_changed_byte_in_a_signed_field_breaks_the_signature(String field) throws Exception {
    String signed = Sample.GERMAN.signed(DKIM);

    assertThat(verify(signed, changedAfter(signed, "\r\n" + field + ": ")))
        .containsExactly(true, false);
  }

  @Test
  void M4_a_changed_or_added_byte_of_the_body_breaks_the_signature() throws Exception {
    String signed = Sample.GERMAN.signed(DKIM);

    assertThat(
            verify(
                signed,
                changedAfter(signed, "\r\n\r\n--"),
                changedAfter(signed, "https://example.com/"),
                signed + "more\r\n",
                signed.replace("Reply-To: h", "Reply-To: i")))
        .as("Reply-To alone is not signed")
        .containsExactly(true, false, false, false, true);
  }

  @Test
  void a_signature_is_not_good_for_another_key() throws Exception {
    Config.Dkim other =
        new Config.Dkim("example.com", "s1", new Secret(PrivateKeys.base64("RSA", 2048)));

    assertThat(verify(Sample.ENGLISH.signed(other))).containsExactly(false);
  }

  /** The mail client would sign other blanks at the end of a part than it sends. */
  @ParameterizedTest
  @ValueSource(strings = {"\n \n\t\n", "\n \n \n\n\n", "  ", "\n\n\n", "\t\n."})
  void M4_blanks_at_the_end_of_a_template_do_not_matter(String end) throws Exception {
    Path english = Files.createDirectories(folder.resolve("templates/en"));
    for (String name : List.of("reset.txt", "reset.html")) {
      String text =
          new String(
              SignatureIT.class.getResourceAsStream("/templates/en/" + name).readAllBytes(), UTF_8);
      Files.writeString(english.resolve(name), "\n\n " + text.strip() + "  a \t b" + end);
    }

    String received = received(english.getParent());
    assertThat(received).contains("7bit");
    assertThat(verify(received)).containsExactly(true);
  }

  private static String received(Path templates) throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start();
        PostOffice office =
            PostOffice.open(
                Mails.config(
                    Mails.smtp(PostOffice.ATTEMPT, Mails.relay(smtp.port())),
                    Mails.app("Example", Optional.of(templates), Optional.of(DKIM))))) {
      // In British English all is ASCII, and so sent as it is.
      office.send(Mails.mail(null, Locale.UK, Map.of()));
      return String.join("", smtp.messages());
    }
  }

  /** The same with the first letter or digit after {@code mark} replaced by another. */
  private static String changedAfter(String message, String mark) {
    int at = message.indexOf(mark) + mark.length();
    assertThat(message).contains(mark);
    while (!Character.isLetterOrDigit(message.charAt(at))) {
      at++;
    }
    char other = message.charAt(at) == '7' ? '8' : '7';
    return message.substring(0, at) + other + message.substring(at + 1);
  }

  private List<Boolean> verify(String... mails) throws Exception {
    DkimRecord record = DkimRecord.of(DKIM);
    Path script = Path.of(SignatureIT.class.getResource("/mail/verify_dkim.py").toURI());
    List<String> command =
        new ArrayList<>(List.of(python, script.toString(), record.name(), record.text()));
    for (String mail : mails) {
      command.add(Files.writeString(Files.createTempFile(folder, "mail", ".eml"), mail).toString());
    }
    File answer = folder.resolve("answer.txt").toFile();
    Process verifier =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(answer).start();
    assertThat(verifier.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(answer.toPath(), UTF_8);
    assertThat(verifier.exitValue()).as(said).isZero();
    return said.lines().map(Boolean::valueOf).toList();
  }

  private static boolean knowsDkim(String interpreter) {
    try {
      Process process =
          new ProcessBuilder(interpreter, "-c", "import dkim")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

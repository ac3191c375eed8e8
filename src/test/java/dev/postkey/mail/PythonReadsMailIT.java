package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs {@code python3} on the path; without it the tests are reported as skipped. */
class PythonReadsMailIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Sample.class)
  void M3_the_same_subject_names_and_link(Sample sample) throws Exception {
    String raw = sample.received();
    ReadMail jakarta = new ReadMail(raw);

    JsonObject python = read(raw);

    assertThat(python.getJsonArray("defects")).isEmpty();
    assertThat(python.getString("subject")).isEqualTo(jakarta.subject());
    assertThat(python.getString("fromName")).isEqualTo(sample.app());
    assertThat(python.getString("from")).isEqualTo("no-reply@example.com");
    assertThat(python.getString("toName")).isEqualTo(sample.recipient());
    assertThat(python.getString("to")).isEqualTo("ann@example.org");
    assertThat(python.getJsonArray("parts")).containsExactly("text/plain", "text/html");
    assertThat(python.getString("text").stripTrailing()).isEqualTo(jakarta.text().stripTrailing());
    assertThat(python.getJsonArray("links")).isNotEmpty().allMatch(Mails.LINK::equals);
  }

  private JsonObject read(String raw) throws Exception {
    Path mail = Files.writeString(folder.resolve("mail.eml"), raw);
    File answer = folder.resolve("answer.json").toFile();
    Path script = Path.of(PythonReadsMailIT.class.getResource("/mail/read_mail.py").toURI());
    Process python = start(script, mail, answer);
    assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(answer.toPath(), UTF_8);
    assertThat(python.exitValue()).as(said).isZero();
    return new JsonObject(said);
  }

  private static Process start(Path script, Path mail, File answer) {
    try {
      return new ProcessBuilder("python3", script.toString(), mail.toString())
          .redirectErrorStream(true)
          .redirectOutput(answer)
          .start();
    } catch (IOException e) {
      return abort("python3 is not there: requirement M3 is proved by one parser only");
    }
  }
}

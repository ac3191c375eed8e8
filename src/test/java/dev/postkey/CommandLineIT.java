package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.DevMode;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell sees: exit codes, and what goes to which stream. */
@Timeout(120)
class CommandLineIT {
  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "dev --help",
        "serve --help",
        "check --help",
        "key --help",
        "audit --help"
      })
  void asking_for_help_or_the_version_is_no_failure(String words) throws Exception {
    PostkeyProcess postkey = bench.run(words.split(" "));

    assertThat(postkey.exitCode()).isZero();
    assertThat(postkey.out().text()).isNotEmpty();
    assertThat(postkey.err().text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "serve --nosuch, --nosuch, Usage: postkey serve",
    "serve --confg=x, --confg, Possible solutions: --config",
    "nosuch, nosuch, Did you mean: postkey",
    "dev --port=http, http, Usage: postkey dev",
    "check --config, --config, Usage: postkey check",
  })
  void wrong_usage_is_exit_code_2_and_names_what_is_wrong_and_what_would_be_right(
      String words, String wrong, String right) throws Exception {
    PostkeyProcess postkey = bench.run(words.split(" "));

    assertThat(postkey.exitCode()).isEqualTo(2);
    assertThat(postkey.out().text()).isEmpty();
    assertThat(postkey.err().text()).contains(wrong, right);
  }

  @Test
  void every_problem_of_a_configuration_is_told_at_once() throws Exception {
    write("postkey.yaml", "http: { prot: 8080 }\ntoken: { ttl: 30 }\n");

    PostkeyProcess postkey =
        bench.run(
            Map.of("POSTKEY_SMTP_RELAYS", "mail.example.com"), "serve", "--config", "postkey.yaml");

    assertThat(postkey.exitCode()).isEqualTo(2);
    assertThat(postkey.out().text()).isEmpty();
    assertThat(postkey.err().lines().get(0)).matches("configuration has \\d+ problems");
    assertThat(postkey.err().text())
        .contains("http.prot", "token.ttl", "POSTKEY_SMTP_RELAYS", "secrets.index-key", "mail.from")
        .doesNotContain("Exception");
  }

  @Test
  void a_missing_configuration_file_is_named() throws Exception {
    PostkeyProcess postkey = bench.run("serve", "--config", "nosuch.yaml");

    assertThat(postkey.exitCode()).isEqualTo(2);
    assertThat(postkey.err().text()).contains("nosuch.yaml").doesNotContain("Exception");
  }

  @Test
  void a_template_that_cannot_be_used_is_told_in_a_sentence_and_leaves_no_redis_running()
      throws Exception {
    write("templates/en/reset.txt", "{{nosuch}}");

    PostkeyProcess postkey =
        bench.run(Map.of("POSTKEY_MAIL_TEMPLATES", "templates"), DevMode.on(bench).arguments());

    assertThat(postkey.exitCode()).isEqualTo(2);
    assertThat(postkey.err().lines()).anyMatch(line -> line.startsWith("template en/reset.txt: "));
    assertThat(postkey.err().text()).doesNotContain("Exception");
    assertThat(bench.redisServers()).isEmpty();
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(bench.folder().resolve(file).getParent());
    Files.writeString(bench.folder().resolve(file), text);
  }
}

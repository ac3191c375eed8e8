package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
  private static final String REST_OF_THE_FILE =
      """
      http: { public-url: "https://accounts.example.com" }
      smtp: { relays: ["smtp://127.0.0.1:25"] }
      mail: { from: "no-reply@example.com" }
      apps: { default: { link: "https://example.com/{token}", api-keys: ["sha256:%s"] } }
      """;

  @TempDir private Path folder;

  @Test
  void the_hash_is_the_sha_256_of_the_key() throws Exception {
    String said = run();

    String key = said.replaceFirst("(?s).*(pk_[A-Za-z0-9_-]{43})\\R.*", "$1");
    assertThat(said).contains("sha256:" + sha256(key) + System.lineSeparator());
  }

  @Test
  void no_two_keys_are_the_same() {
    assertThat(run()).isNotEqualTo(run());
    assertThat(run("--secrets")).isNotEqualTo(run("--secrets"));
  }

  @Test
  void new_secrets_can_be_pasted_into_the_configuration_as_they_are() throws Exception {
    String secrets = run("--secrets");
    Path file = folder.resolve("postkey.yaml");
    Files.writeString(file, secrets + REST_OF_THE_FILE.formatted(sha256("pk_any")));

    Config config = new ConfigLoader(Map.of()).load(Map.of(), Optional.of(file));

    assertThat(config.secrets().sealKeys()).hasSize(1);
    assertThat(secrets).contains("index-key").doesNotContain("pk_");
  }

  @Test
  void F16_a_key_to_rotate_to_can_stand_beside_any_other() throws Exception {
    String added = run("--rotate").replaceFirst("(?s).*?\\R +(k\\S+)\\R.*", "$1");
    String other = run("--rotate").replaceFirst("(?s).*?\\R +(k\\S+)\\R.*", "$1");
    Path file = folder.resolve("postkey.yaml");
    String secrets = run("--secrets").replace("[\"", "[\"" + added + "\", \"" + other + "\", \"");
    Files.writeString(file, secrets + REST_OF_THE_FILE.formatted(sha256("pk_any")));

    Config config = new ConfigLoader(Map.of()).load(Map.of(), Optional.of(file));

    assertThat(config.secrets().sealKeys()).hasSize(3);
    assertThat(config.secrets().sealKeys().get(0).id()).isEqualTo(added.split(":")[0]);
  }

  @Test
  void only_one_thing_is_done_at_a_time_and_no_secret_is_taken_from_the_command_line() {
    CommandLine command =
        new CommandLine(new KeyCommand()).setErr(new PrintWriter(Writer.nullWriter()));

    assertThat(command.execute("--secrets", "--rotate")).isEqualTo(2);
    assertThat(command.execute("--seal-key", "k1:x")).isEqualTo(2);
    for (CommandLine each : commands(new CommandLine(Main.class))) {
      assertThat(each.getCommandSpec().options())
          .flatExtracting(option -> Arrays.asList(option.names()))
          .noneMatch(name -> name.matches("(?i)--?.*(password|secret|token|api-?key)([^s].*)?"));
    }
  }

  private static List<CommandLine> commands(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(sub -> all.addAll(commands(sub)));
    return all;
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new KeyCommand()).setOut(new PrintWriter(out));
    assertThat(command.execute(arguments)).isZero();
    return out.toString();
  }

  /** Not Postkey's own hashing: this one is the judge of it. */
  private static String sha256(String text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
  }
}

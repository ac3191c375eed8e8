package dev.postkey;

import dev.postkey.support.Configs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A command as an operator runs it, with a configuration file for the same Redis and keys. */
final class Cli {
  private static final String YAML =
      """
      http: { public-url: "https://accounts.example.com" }
      redis: { url: "%s", partitions: %d }
      smtp: { relays: ["smtp://127.0.0.1:25"] }
      mail: { from: "no-reply@example.com" }
      secrets:
        seal-keys: ["%s"]
        index-key: "%s"
      apps:
        default:
          link: "https://example.com/reset={token}"
          api-keys: ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
      """;

  private final Path file;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Cli(Path file) {
    this.file = file;
  }

  /** Writes the configuration into {@code folder}. */
  static Cli on(Path folder, String redisUrl, int partitions) throws IOException {
    String yaml = YAML.formatted(redisUrl, partitions, Configs.SEAL_KEY, Configs.INDEX_KEY);
    return new Cli(Files.writeString(folder.resolve("postkey.yaml"), yaml));
  }

  /** Runs it and returns its exit code. */
  int run(Object command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    int options = all.indexOf("--") < 0 ? all.size() : all.indexOf("--");
    all.addAll(options, List.of("--config", file.toString()));
    return new CommandLine(command)
        .setExecutionExceptionHandler(new FailureReport())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  /** What it has printed since this was last asked. */
  String out() {
    return taken(out);
  }

  /** What it has complained of since this was last asked. */
  String err() {
    return taken(err);
  }

  private static String taken(StringWriter from) {
    String text = from.toString();
    from.getBuffer().setLength(0);
    return text;
  }
}

package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the configuration of a command comes from: a file, and the environment over it. */
final class ConfigOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration. Without it, the environment alone must say everything.")
  private Path file;

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  Config load() {
    return new ConfigLoader(System.getenv()).load(Map.of(), file());
  }
}

package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import dev.postkey.config.Secret;
import dev.postkey.dev.DevSettings;
import dev.postkey.dev.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where a command finds Redis: that of a configuration, or of a dev mode. Works beside a running
 * Postkey and without one.
 */
final class RedisDesk {
  @Mixin private ConfigOptions options;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Instead of a configuration: the folder of a dev mode.")
  private Path data;

  /** What a command does. */
  interface Work<T> {
    T with(Config config) throws Exception;
  }

  /**
   * Does something with a configuration whose Redis runs, and leaves everything as it was found.
   *
   * @throws CannotStart when there is no such Redis
   */
  <T> T open(Work<T> work) throws Exception {
    Config config = data == null ? options.load() : ofDevMode();
    Optional<EmbeddedRedis> started = Optional.empty();
    if (config.redis().embedded().isPresent()) {
      Optional<String> running = EmbeddedRedis.urlOfRunning(config.redis().embedded().get());
      started = running.isPresent() ? started : OwnedRedis.start(config);
      String url = running.isPresent() ? running.get() : started.orElseThrow().url();
      config = config.with(config.redis().at(new Secret(url)));
    }
    try {
      return work.with(config);
    } finally {
      started.ifPresent(EmbeddedRedis::stop);
    }
  }

  /** Its ports are of no consequence: nothing listens and nothing is mailed. */
  private Config ofDevMode() throws IOException {
    if (!Files.isDirectory(data)) {
      throw CannotStart.misconfigured("There is no folder " + data + ".");
    }
    return new ConfigLoader(System.getenv())
        .load(DevSettings.load(data).configuration(1, 2, 3, 4), Optional.empty());
  }
}

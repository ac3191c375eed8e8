package dev.postkey.support;

import dev.postkey.dev.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real redis-server for one test class, emptied before each test. */
public final class RedisServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private Path folder;
  private EmbeddedRedis redis;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("postkey-redis");
    redis = EmbeddedRedis.start(folder);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    command("FLUSHALL");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    redis.stop();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(RedisServer::delete);
    }
  }

  public String url() {
    return redis.url();
  }

  /** Where the append-only file is. */
  public Path folder() {
    return folder;
  }

  /** Sends one command over a connection of its own, and waits for what it returns. */
  public Object command(String... words) {
    try (RedisWire wire = RedisWire.connect(url())) {
      return wire.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.postkey.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A redis-server that has been seen to run on this machine. */
record RedisBinary(Path path, RedisVersion version) {
  private static final int PATIENCE_SECONDS = 10;

  /**
   * Runs {@code path --version}.
   *
   * @throws IOException when it does not run here, with the reason: a wrong architecture, a missing
   *     library, a file system without execution
   */
  static RedisBinary tried(Path path) throws IOException {
    ProcessBuilder command = new ProcessBuilder(path.toString(), "--version");
    command.environment().clear();
    Process process = command.redirectErrorStream(true).start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("it hangs");
      }
      // Read after the end, so that nothing can block; the answer fits into the pipe.
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new RedisBinary(
          path,
          RedisVersion.printed(answer)
              .orElseThrow(() -> new IOException(answer.strip().lines().findFirst().orElse("?"))));
    } catch (InterruptedException e) {
      throw Patience.interrupted(e);
    } finally {
      process.destroyForcibly();
    }
  }
}

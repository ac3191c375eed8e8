package dev.postkey.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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
      // Read after its end, so that nothing can block; the answer fits into the pipe.
      return printedBy(path, new String(process.getInputStream().readAllBytes(), UTF_8));
    } catch (InterruptedException e) {
      throw Patience.interrupted(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static RedisBinary printedBy(Path path, String answer) throws IOException {
    RedisVersion version =
        RedisVersion.printed(answer)
            .orElseThrow(() -> new IOException(answer.lines().findFirst().orElse("it is silent")));
    return new RedisBinary(path, version);
  }
}

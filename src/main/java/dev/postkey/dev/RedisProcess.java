package dev.postkey.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The process of a folder's server. It is not our child (it made itself a daemon), so it is known
 * by its pid, and a pid may by now belong to somebody else: nothing is signalled that is not a
 * redis-server running on this folder's configuration.
 */
final class RedisProcess {
  /** For {@link #stop}: it has nothing to write any more, so this is generous. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(5);

  private final ProcessHandle handle;
  private final Path conf;

  private RedisProcess(ProcessHandle handle, Path conf) {
    this.handle = handle;
    this.conf = conf;
  }

  /** The running server of {@code folder} with this pid, if that is what it is. */
  static Optional<RedisProcess> of(long pid, RedisFolder folder) {
    return ProcessHandle.of(pid)
        .map(handle -> new RedisProcess(handle, folder.conf()))
        .filter(RedisProcess::running);
  }

  /** The running server that the pid file names, if there is one. */
  static Optional<RedisProcess> ofPidFile(RedisFolder folder) throws IOException {
    try {
      String pid = Files.readString(folder.pidFile()).strip();
      return pid.matches("[0-9]{1,10}") ? of(Long.parseLong(pid), folder) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  long pid() {
    return handle.pid();
  }

  /**
   * Whether it is there and ours. A zombie, which stays where nobody reaps orphans (as in many
   * containers), has no command any more and does not count.
   */
  boolean running() {
    return handle.isAlive() && isServer(handle.info()) && isOnThisFolder(handle.info());
  }

  private static boolean isServer(ProcessHandle.Info info) {
    return info.command()
        .map(command -> Path.of(command).getFileName().toString())
        .filter(name -> name.contains("redis") || name.contains("valkey"))
        .isPresent();
  }

  private boolean isOnThisFolder(ProcessHandle.Info info) {
    return info.arguments()
        .filter(arguments -> Arrays.asList(arguments).contains(conf.toString()))
        .isPresent();
  }

  /**
   * Ends it, first with SIGTERM, on which it closes its file in order, and after {@code patience}
   * by force. Blocks until it is gone.
   *
   * @return false when it cannot be ended
   */
  boolean stop(Duration patience) {
    if (running()) {
      handle.destroy();
    }
    if (Patience.await(patience, () -> !running())) {
      return true;
    }
    handle.destroyForcibly();
    return Patience.await(PATIENCE_AFTER_KILL, () -> !running());
  }
}

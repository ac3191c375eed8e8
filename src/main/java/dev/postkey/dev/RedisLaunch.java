package dev.postkey.dev;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Brings a server up on a claimed folder: writes its configuration, lets it make itself a daemon
 * (which gives it a session of its own on every Unix) and waits until it answers.
 */
final class RedisLaunch {
  private static final int PORT_ATTEMPTS = 5;
  private static final int PASSWORD_BYTES = 32;
  private static final Duration TO_DETACH = Duration.ofSeconds(15);

  /** It reads all its data first; a store that takes longer is none for an embedded server. */
  private static final Duration TO_ANSWER = Duration.ofMinutes(5);

  /** Names a port that is free, at least just now. */
  interface Ports {
    int next() throws IOException;
  }

  private final RedisFolder folder;
  private final RedisBinary binary;
  private final Ports ports;
  private final RedisLog log;

  RedisLaunch(RedisFolder folder, RedisBinary binary, Ports ports) {
    this.folder = folder;
    this.binary = binary;
    this.ports = ports;
    this.log = new RedisLog(folder.log());
  }

  /**
   * @throws EmbeddedRedisException when it ends or does not answer in time, with the last line of
   *     its log
   * @throws IOException when the folder cannot be written
   */
  RedisServer launch() throws IOException {
    String password = newPassword();
    for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
      Optional<RedisServer> server = attempt(ports.next(), password);
      if (server.isPresent()) {
        return server.get();
      }
      if (!log.saysPortIsTaken()) {
        break;
      }
    }
    throw failed("ended");
  }

  /** Nothing when it has ended before it answered. */
  private Optional<RedisServer> attempt(int port, String password) throws IOException {
    folder.writePrivately(folder.conf(), RedisConf.text(port, password));
    log.begin();
    detach();
    Optional<RedisProcess> process = log.pid().flatMap(pid -> RedisProcess.of(pid, folder));
    if (process.isEmpty()) {
      return Optional.empty();
    }
    RedisServer server = new RedisServer(process.get(), new RedisAccess(port, password));
    awaitAnswer(server);
    return Optional.of(server).filter(started -> started.process().running());
  }

  /** Runs the binary until its first process has handed over to the daemon. */
  private void detach() throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(binary.path().toString(), folder.conf().toString())
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    // Ours holds secrets that are none of its business.
    command.environment().clear();
    Process process = command.start();
    try {
      if (!process.waitFor(TO_DETACH.toSeconds(), TimeUnit.SECONDS)) {
        throw failed("did not start");
      }
    } catch (InterruptedException e) {
      throw Patience.interrupted(e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0 || !Patience.await(TO_DETACH, () -> log.pid().isPresent())) {
      throw failed("did not start");
    }
  }

  private void awaitAnswer(RedisServer server) {
    RedisProcess process = server.process();
    boolean decided = false;
    try {
      decided = Patience.await(TO_ANSWER, () -> !process.running() || answers(server));
    } finally {
      if (!decided) {
        process.stop(RedisProcess.PATIENCE);
      }
    }
    if (!decided) {
      throw failed("did not answer in " + TO_ANSWER.toMinutes() + " minutes");
    }
  }

  /** Before its pid file is there it does not listen, and somebody else may do so on the port. */
  private boolean answers(RedisServer server) {
    return Files.exists(folder.pidFile()) && RedisGreeting.isAnswered(server.access());
  }

  private EmbeddedRedisException failed(String how) {
    return new EmbeddedRedisException(
        "the embedded redis-server %s: %s (all of it in %s)"
            .formatted(how, log.lastLine().orElse("it said nothing"), folder.log()));
  }

  /** Any port that nobody on loopback listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, RedisGreeting.LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.postkey.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the embedded server is told. In a file, for other users can read a command line. */
final class RedisConf {
  private static final Pattern PORT = Pattern.compile("(?m)^port (\\d{1,5})$");
  private static final Pattern PASSWORD = Pattern.compile("(?m)^requirepass (\\S+)$");

  private RedisConf() {}

  /** The way to the server that {@code file} is the configuration of; nothing when it is none. */
  static Optional<RedisAccess> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file);
    Matcher port = PORT.matcher(text);
    Matcher password = PASSWORD.matcher(text);
    return port.find() && password.find()
        ? Optional.of(new RedisAccess(Integer.parseInt(port.group(1)), password.group(1)))
        : Optional.empty();
  }

  /**
   * Relative names are those of the folder, in which the server is started. Without {@code
   * set-proc-title no} the process could not be told by its command line.
   */
  static String text(int port, String password) {
    return """
        bind 127.0.0.1
        port %d
        requirepass %s
        daemonize yes
        dir .
        pidfile redis.pid
        logfile redis.log
        set-proc-title no
        appendonly yes
        appendfsync always
        save ""
        maxmemory-policy noeviction
        """
        .formatted(port, password);
  }
}

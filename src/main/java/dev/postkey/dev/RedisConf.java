package dev.postkey.dev;

/** What the embedded server is told. In a file, for other users can read a command line. */
final class RedisConf {
  private RedisConf() {}

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

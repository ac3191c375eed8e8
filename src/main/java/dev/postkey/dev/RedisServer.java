package dev.postkey.dev;

/** A server that answers: its process, where it listens on loopback, and its password. */
record RedisServer(RedisProcess process, int port, String password) {
  @Override
  public String toString() {
    return "RedisServer[pid=" + process.pid() + ", port=" + port + "]";
  }
}

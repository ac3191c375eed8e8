package dev.postkey.dev;

/** A server that answers: its process, and the way to it. */
record RedisServer(RedisProcess process, RedisAccess access) {
  int port() {
    return access.port();
  }

  @Override
  public String toString() {
    return "RedisServer[pid=" + process.pid() + ", port=" + port() + "]";
  }
}

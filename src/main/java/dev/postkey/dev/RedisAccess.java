package dev.postkey.dev;

/** Where a server listens on loopback, and its password. */
record RedisAccess(int port, String password) {
  /** As the Redis client wants it. A secret. */
  String url() {
    return "redis://:" + password + "@127.0.0.1:" + port;
  }

  @Override
  public String toString() {
    return "RedisAccess[port=" + port + "]";
  }
}

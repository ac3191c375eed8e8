package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import java.util.Arrays;

/** A node in a process of its own, for tests to kill. Says {@code ready <port>} when it is. */
final class NodeChild {
  private NodeChild() {}

  /**
   * @param args where Redis is, then the environment as in {@link Configs#of}
   */
  public static void main(String[] args) throws Exception {
    Config config = Configs.of(args[0], Arrays.copyOfRange(args, 1, args.length));
    App app = new App(() -> config, (vertx, router) -> {});
    app.start().await(30, SECONDS);
    System.out.println("ready " + app.httpPort());
    Thread.currentThread().join();
  }
}

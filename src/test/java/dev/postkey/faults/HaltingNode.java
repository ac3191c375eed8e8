package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.App;
import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import dev.postkey.outbox.Waypoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A node that ends, as if its power was cut, when requests have passed a waypoint so often. */
final class HaltingNode {
  /** As of a process that was killed. */
  static final int KILLED = 137;

  private HaltingNode() {}

  /**
   * @param args the configuration file, a {@link Waypoint}, and the pass that is the last
   */
  public static void main(String[] args) throws Exception {
    Config config = new ConfigLoader(System.getenv()).load(Map.of(), Optional.of(Path.of(args[0])));
    Consumer<Waypoint> passing = haltAt(Waypoint.valueOf(args[1]), Integer.parseInt(args[2]));
    App app = new App(() -> config, (vertx, router) -> {}, passing);
    app.start().await(30, SECONDS);
    System.err.println("ready port=" + app.httpPort() + " ");
    Thread.currentThread().join();
  }

  private static Consumer<Waypoint> haltAt(Waypoint last, int pass) {
    AtomicInteger passed = new AtomicInteger();
    return waypoint -> {
      if (waypoint == last && passed.incrementAndGet() == pass) {
        Runtime.getRuntime().halt(KILLED);
      }
    };
  }
}

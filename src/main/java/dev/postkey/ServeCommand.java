package dev.postkey;

import dev.postkey.config.Config;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs Postkey until it is told to stop. */
@Command(name = "serve", description = "Run Postkey.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /** No exit code at all: the JVM lives on in Vert.x' threads. */
  static final int RUNNING = -1;

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    Config config = options.load();
    Ports.requireFree(config.http().host(), config.http().port(), "http.port");
    Ports.requireFree(config.management().host(), config.management().port(), "management.port");
    Running running = Running.prepare();
    Config complete = running.startRedis(config);
    App app = new App(() -> complete, (vertx, router) -> {});
    running.start(app);
    log.info(
        "ready port={} management_port={} apps={}",
        app.httpPort(),
        app.managementPort(),
        complete.apps().size());
    return RUNNING;
  }
}

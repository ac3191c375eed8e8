package dev.postkey;

import dev.postkey.bus.Address;
import dev.postkey.bus.Bus;
import dev.postkey.bus.BusMessage;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import dev.postkey.config.Secret;
import dev.postkey.dev.DevSettings;
import dev.postkey.dev.EmbeddedRedis;
import dev.postkey.journal.TrailVerticle;
import dev.postkey.outbox.DeadLetterVerticle;
import dev.postkey.redis.Keyring;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where commands find dead letters and audit trails: in the Redis of a configuration, or of a dev
 * mode. Works beside a running Postkey and without one; asks the same verticles as everybody.
 */
final class OperatorDesk {
  private static final int PATIENCE_SECONDS = 20;

  @Mixin private ConfigOptions options;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Instead of a configuration: the folder of a dev mode.")
  private Path data;

  /**
   * Does something with what is kept, and leaves everything as it was found.
   *
   * @throws CannotStart when they cannot be reached
   */
  <T> T open(Function<Bus, T> work) throws Exception {
    Config config = data == null ? options.load() : ofDevMode();
    Optional<EmbeddedRedis> started = Optional.empty();
    if (config.redis().embedded().isPresent()) {
      Optional<String> running = EmbeddedRedis.urlOfRunning(config.redis().embedded().get());
      started = running.isPresent() ? started : OwnedRedis.start(config);
      String url = running.isPresent() ? running.get() : started.orElseThrow().url();
      config = config.with(config.redis().at(new Secret(url)));
    }
    try {
      return open(config, work);
    } finally {
      started.ifPresent(EmbeddedRedis::stop);
    }
  }

  private static <T> T open(Config config, Function<Bus, T> work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Bus bus = Bus.create(vertx);
      Keyring keyring = Keyring.of(config.secrets());
      Future.all(
              vertx.deployVerticle(new DeadLetterVerticle(bus, () -> config, keyring)),
              vertx.deployVerticle(
                  new TrailVerticle(bus, () -> config, keyring.index(), new SimpleMeterRegistry())))
          .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return work.apply(bus);
    } catch (Unavailable e) {
      throw new CannotStart("Redis cannot be worked with; postkey check says why.");
    } finally {
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Asks and waits. Fails as {@link Bus#ask}. */
  static <Q extends BusMessage, A extends BusMessage> A ask(Bus bus, Address<Q, A> at, Q question) {
    try {
      return bus.ask(at, question).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Unavailable(at.name());
    }
  }

  /** Its ports are of no consequence: nothing listens and nothing is mailed. */
  private Config ofDevMode() throws IOException {
    if (!Files.isDirectory(data)) {
      throw CannotStart.misconfigured("There is no folder " + data + ".");
    }
    return new ConfigLoader(System.getenv())
        .load(DevSettings.load(data).configuration(1, 2, 3, 4), Optional.empty());
  }
}

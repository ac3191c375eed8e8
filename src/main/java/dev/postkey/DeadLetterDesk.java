package dev.postkey;

import dev.postkey.bus.Address;
import dev.postkey.bus.Bus;
import dev.postkey.bus.BusMessage;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.outbox.DeadLetterVerticle;
import dev.postkey.redis.Keyring;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/**
 * Where the {@code dead} commands find dead letters: in the Redis of a configuration, or of a dev
 * mode. Works beside a running Postkey and without one; asks the same verticle as everybody.
 */
final class DeadLetterDesk {
  private static final int PATIENCE_SECONDS = 20;

  @Mixin private RedisDesk redis;

  /**
   * Does something with the dead letters, and leaves everything as it was found.
   *
   * @throws CannotStart when they cannot be reached
   */
  <T> T open(Function<Bus, T> work) throws Exception {
    return redis.open(config -> open(config, work));
  }

  private static <T> T open(Config config, Function<Bus, T> work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Bus bus = Bus.create(vertx);
      vertx
          .deployVerticle(new DeadLetterVerticle(bus, () -> config, Keyring.of(config.secrets())))
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
}

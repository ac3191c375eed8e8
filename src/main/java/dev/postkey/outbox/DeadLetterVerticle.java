package dev.postkey.outbox;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.bus.PurgeDeadLetter;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/**
 * Lists, replays and purges dead letters. Works no jobs, so that a command can deploy it beside a
 * running Postkey.
 */
public final class DeadLetterVerticle extends VerticleBase {
  private final Bus bus;
  private final Supplier<Config> config;
  private final Keyring keyring;
  private Store store;
  private DeadLetters letters;

  public DeadLetterVerticle(Bus bus, Supplier<Config> config, Keyring keyring) {
    this.bus = bus;
    this.config = config;
    this.keyring = keyring;
  }

  @Override
  public Future<?> start() {
    Config.Redis redis = config.get().redis();
    Partitions partitions = new Partitions(redis.partitions());
    store = new Store(vertx, redis, partitions, keyring);
    letters = new DeadLetters(store, partitions, new JobSeals(keyring.sealer()));
    return Future.all(
        bus.serve(Addresses.DEAD_LETTERS, letters::list),
        bus.serve(Addresses.REPLAY, this::replay),
        bus.serve(Addresses.PURGE, this::purge));
  }

  @Override
  public Future<?> stop() {
    return store.close();
  }

  private Future<ReplayDeadLetter.Outcome> replay(ReplayDeadLetter command) {
    return letters
        .replay(command.request(), config.get().outbox().maxJobs())
        .map(
            reply ->
                switch (reply.text(0)) {
                  case "replayed" -> {
                    bus.publish(new Fact.DeadLetterReplayed(command.request(), app(reply)));
                    yield ReplayDeadLetter.Outcome.REPLAYED;
                  }
                  case "too-old" -> ReplayDeadLetter.Outcome.TOO_OLD;
                  case "full" -> ReplayDeadLetter.Outcome.FULL;
                  default -> ReplayDeadLetter.Outcome.UNKNOWN;
                });
  }

  private Future<PurgeDeadLetter.Outcome> purge(PurgeDeadLetter command) {
    return letters
        .purge(command.request())
        .map(
            reply -> {
              if (reply.text(0).equals("purged")) {
                bus.publish(new Fact.DeadLetterPurged(command.request(), app(reply)));
                return PurgeDeadLetter.Outcome.PURGED;
              }
              return PurgeDeadLetter.Outcome.UNKNOWN;
            });
  }

  private static AppId app(Reply reply) {
    String name = reply.text(1);
    return AppId.isValid(name) ? new AppId(name) : AppId.DEFAULT;
  }
}

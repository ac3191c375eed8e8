package dev.postkey.http;

import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.KeyedHash;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Script;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The counts of all nodes, in Redis. Belongs to the event loop of one {@link HttpVerticle}. */
public final class SharedLimits implements ClientLimits {
  private static final Script LIMIT = Script.load("limit", "gcra");

  private final Store store;
  private final Partitions partitions;
  private final IndexKeys index;

  public SharedLimits(Vertx vertx, Config.Redis redis, IndexKeys index) {
    this.partitions = new Partitions(redis.partitions());
    this.index = index;
    this.store = new Store(vertx, redis, partitions, index);
  }

  @Override
  public Future<Verdict> admit(Rate rate, String kind, String who) {
    KeyedHash limited = index.limit(kind, who);
    String key = Partitions.limit(partitions.of(limited), limited);
    return store
        .run(LIMIT, List.of(key), rate.intervalMicros(), rate.count())
        .map(wait -> verdict(wait.number()));
  }

  private static Verdict verdict(long waitMicros) {
    return waitMicros == 0
        ? Verdict.ALLOWED
        : new Verdict(false, Duration.of(waitMicros, ChronoUnit.MICROS));
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}

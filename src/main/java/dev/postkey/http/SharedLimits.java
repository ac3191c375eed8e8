package dev.postkey.http;

import static java.time.temporal.ChronoUnit.MICROS;

import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.KeyedHash;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Script;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The counts of all nodes, in Redis. Those of one app are in one partition, so that one script can
 * count a call against several. Belongs to the event loop of one {@link HttpVerticle}.
 */
public final class SharedLimits implements ClientLimits {
  private static final Script LIMIT = Script.load("limit", "gcra");
  private static final Script ONCE = Script.load("once");

  private final Store store;
  private final Partitions partitions;
  private final IndexKeys index;

  public SharedLimits(Vertx vertx, Config.Redis redis, IndexKeys index) {
    this.partitions = new Partitions(redis.partitions());
    this.index = index;
    this.store = new Store(vertx, redis, partitions, index);
  }

  @Override
  public Future<Verdict> admit(AppId app, List<Limit> limits) {
    int partition = partition(app);
    List<String> keys = new ArrayList<>();
    List<Object> rates = new ArrayList<>();
    for (Limit limit : limits) {
      KeyedHash limited = index.limit(limit.name(), app + "|" + limit.who());
      keys.add(Partitions.limit(partition, limited));
      rates.add(limit.rate().intervalMicros());
      rates.add(limit.rate().count());
    }
    return store.run(LIMIT, keys, rates.toArray()).map(reply -> verdict(limits, reply));
  }

  private static Verdict verdict(List<Limit> limits, Reply reply) {
    List<Reply> told = reply.from(0);
    return new Verdict(
        IntStream.range(0, limits.size())
            .mapToObj(i -> count(limits.get(i), told.get(i)))
            .toList());
  }

  private static Count count(Limit limit, Reply told) {
    return new Count(
        limit,
        Duration.of(told.number(0), MICROS),
        told.number(1),
        Duration.of(told.number(2), MICROS));
  }

  @Override
  public Future<Boolean> useUp(AppId app, String kind, String what, Duration keep) {
    String key = Partitions.once(partition(app), index.once(app, kind, what));
    return store.run(ONCE, List.of(key), keep.toMillis()).map(reply -> reply.number() == 1);
  }

  private int partition(AppId app) {
    return partitions.of(index.limit("app", app.value()));
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}

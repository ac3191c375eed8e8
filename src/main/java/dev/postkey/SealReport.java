package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.SealUse;
import dev.postkey.redis.SealUse.Purpose;
import dev.postkey.redis.Store;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Which seal keys are needed, in lines for operators; none of them shows a key. */
final class SealReport {
  private static final int PATIENCE_MINUTES = 10;

  private final List<String> configured;
  private final Map<String, SealUse> use;

  private SealReport(List<String> configured, Map<String, SealUse> use) {
    this.configured = configured;
    this.use = use;
  }

  /** Looks at all of the Redis of {@code config}, which may take minutes. Blocks. */
  static SealReport of(Vertx vertx, Config config) throws Exception {
    Partitions partitions = new Partitions(config.redis().partitions());
    IndexKeys index = new IndexKeys(config.secrets().indexKey());
    Store store = new Store(vertx, config.redis(), partitions, index);
    List<String> ids = config.secrets().sealKeys().stream().map(Config.SealKey::id).toList();
    return SealUse.count(store, partitions)
        .map(use -> new SealReport(ids, use))
        .eventually(store::close)
        .await(PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  /** Keys that sealed something that is kept, and are not configured; in order. */
  List<String> missing() {
    return use.keySet().stream().filter(id -> !configured.contains(id)).toList();
  }

  /** One line for each key, those that are configured first. */
  List<String> lines() {
    return Stream.concat(configured.stream(), missing().stream()).map(this::line).toList();
  }

  private String line(String id) {
    String role = !configured.contains(id) ? "MISSING" : isFirst(id) ? "seals" : "opens";
    SealUse mine = use.get(id);
    String records = mine == null ? "nothing" + remedy(id) : records(mine);
    return "%-16s  %-7s  %s".formatted(id, role, records);
  }

  private boolean isFirst(String id) {
    return configured.get(0).equals(id);
  }

  private String remedy(String id) {
    return isFirst(id) ? "" : ", can be removed once no node seals with it";
  }

  private static String records(SealUse use) {
    return "%d sealed: live links %d, waiting mails %d, dead letters %d, others %d; %s"
        .formatted(
            use.total(),
            count(use, Purpose.LINKS),
            count(use, Purpose.WAITING),
            count(use, Purpose.DEAD),
            count(use, Purpose.REST),
            use.left().map(SealReport::end).orElse("no end yet"));
  }

  private static long count(SealUse use, Purpose purpose) {
    return use.records().getOrDefault(purpose, 0L);
  }

  private static String end(Duration left) {
    return "all gone by " + Instant.now().plus(left).truncatedTo(ChronoUnit.SECONDS);
  }
}

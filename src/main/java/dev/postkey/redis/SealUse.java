package dev.postkey.redis;

import dev.postkey.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is sealed with one key, counted without opening anything. A record that comes and goes
 * meanwhile may be counted or not.
 *
 * @param keyId the key's name
 * @param records how many there are, by what they are for
 * @param left how long until the last of them ends by itself; nothing while one of them has no end
 */
public record SealUse(String keyId, Map<Purpose, Long> records, Optional<Duration> left) {
  private static final Script SCRIPT = Script.load("seal-use");
  private static final int KEYS_AT_ONCE = 500;
  private static final int FIELDS = 4;

  /** What a sealed record is for. */
  public enum Purpose {
    /** Links that work. */
    LINKS,
    /** Mails that wait to be sent. */
    WAITING,
    /** Mails that were given up and can be replayed. */
    DEAD,
    /** What only tells of what was: used and expired links, what relays have said. */
    REST
  }

  public long total() {
    return records.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Counts, some hundred keys at a time, so that it holds up nobody. By key id, in order.
   *
   * @param store of the calling event loop
   */
  public static Future<Map<String, SealUse>> count(Store store, Partitions partitions) {
    Promise<Map<String, SealUse>> counted = Promise.promise();
    next(store, partitions, 0, "0", new TreeMap<>(), counted);
    return counted.future();
  }

  /** No chain of futures: there may be thousands of steps. */
  private static void next(
      Store store,
      Partitions partitions,
      int partition,
      String cursor,
      Map<String, SealUse> found,
      Promise<Map<String, SealUse>> counted) {
    store
        .run(
            SCRIPT,
            List.of(Partitions.due(partition)),
            Partitions.all(partition),
            cursor,
            KEYS_AT_ONCE)
        .onFailure(counted::fail)
        .onSuccess(
            reply -> {
              if (reply.text(0).equals("denied")) {
                counted.fail(new Unavailable("redis: keys cannot be listed: " + reply.text(1)));
                return;
              }
              add(reply, found);
              boolean last = reply.text(0).equals("0");
              int then = last ? partition + 1 : partition;
              if (then == partitions.count()) {
                counted.complete(found);
              } else {
                next(store, partitions, then, last ? "0" : reply.text(0), found, counted);
              }
            });
  }

  private static void add(Reply reply, Map<String, SealUse> found) {
    for (int i = 1; i + FIELDS <= reply.size(); i += FIELDS) {
      Map<Purpose, Long> records = new EnumMap<>(Purpose.class);
      Purpose purpose = Purpose.valueOf(reply.text(i + 1).toUpperCase(Locale.ROOT));
      records.put(purpose, reply.number(i + 2));
      Optional<Duration> left =
          Optional.of(reply.number(i + 3)).filter(millis -> millis >= 0).map(Duration::ofMillis);
      found.merge(reply.text(i), new SealUse(reply.text(i), records, left), SealUse::plus);
    }
  }

  private SealUse plus(SealUse other) {
    Map<Purpose, Long> sum = new EnumMap<>(records);
    other.records.forEach((purpose, count) -> sum.merge(purpose, count, Long::sum));
    Optional<Duration> longer =
        left.flatMap(mine -> other.left.map(its -> mine.compareTo(its) < 0 ? its : mine));
    return new SealUse(keyId, sum, longer);
  }
}

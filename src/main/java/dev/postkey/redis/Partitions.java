package dev.postkey.redis;

import java.util.List;

/**
 * The names of keys. All keys that one script touches carry one hash tag, {@code {p00}} to {@code
 * {p63}}, so that each works in one slot of a cluster (requirement R1).
 *
 * @param count how many partitions there are; divides 64
 */
public record Partitions(int count) {
  /** Holds what all nodes must agree on. */
  static final String LAYOUT_KEY = "pk:{p00}:layout";

  /** Written when replicas are asked how far they are. */
  static final String MARK_KEY = "pk:{p00}:mark";

  /** What the health check writes and deletes. */
  static final List<String> PROBE_KEYS =
      List.of(
          "pk:{p00}:probe:text",
          "pk:{p00}:probe:hash",
          "pk:{p00}:probe:set",
          "pk:{p00}:probe:list");

  /**
   * @throws IllegalArgumentException when 64 is not a multiple of {@code count}
   */
  public Partitions {
    if (count < 1 || 64 % count != 0) {
      throw new IllegalArgumentException("the number of partitions divides 64");
    }
  }

  /** The partition of something known by a keyed hash. */
  public int of(KeyedHash hash) {
    return hash.bits6() % count;
  }

  public static String token(int partition, KeyedHash token) {
    return key(partition, "token", token.text());
  }

  public static String account(int partition, KeyedHash account) {
    return accountPrefix(partition) + account.text();
  }

  /** What a script puts before the account key that it finds in a token's record. */
  public static String accountPrefix(int partition) {
    return key(partition, "account", "");
  }

  public static String app(int partition, String app) {
    return key(partition, "app", app);
  }

  public static String limit(int partition, KeyedHash limited) {
    return key(partition, "limit", limited.text());
  }

  /** Remembers that something was used up. */
  public static String once(int partition, KeyedHash used) {
    return key(partition, "once", used.text());
  }

  /** Remembers that a request was counted against its account. */
  public static String counted(int partition, String request) {
    return key(partition, "counted", request);
  }

  public static String idempotency(int partition, KeyedHash key) {
    return key(partition, "idempotency", key.text());
  }

  public static String job(int partition, String id) {
    return jobPrefix(partition) + id;
  }

  public static String jobPrefix(int partition) {
    return key(partition, "job", "");
  }

  /** The ids of jobs by the time at which they may be claimed. */
  public static String due(int partition) {
    return "pk:" + tag(partition) + ":due";
  }

  /** The ids of dead letters by the time of their death. */
  public static String dead(int partition) {
    return "pk:" + tag(partition) + ":dead";
  }

  /** What the names of all keys of a partition look like, to Redis. */
  static String all(int partition) {
    return "pk:" + tag(partition) + ":*";
  }

  /** What happened to an address or an account, in three lists; see {@code note.lua}. */
  public static String trail(int partition, KeyedHash who) {
    return trailPrefix(partition) + who.text();
  }

  /** What a script puts before the name of a trail that it finds in a job. */
  public static String trailPrefix(int partition) {
    return key(partition, "trail", "");
  }

  private static String key(int partition, String kind, String name) {
    return "pk:" + tag(partition) + ':' + kind + ':' + name;
  }

  private static String tag(int partition) {
    return partition < 10 ? "{p0" + partition + '}' : "{p" + partition + '}';
  }
}

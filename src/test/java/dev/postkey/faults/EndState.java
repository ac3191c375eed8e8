package dev.postkey.faults;

import dev.postkey.support.RedisWire;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Redis holds, read by other code than Postkey's.
 *
 * @param jobs by request id, each with its fields
 * @param due request ids with the time at which they may be claimed
 * @param dead request ids with the time of their death
 * @param dump every key with its value
 */
record EndState(
    Map<String, Map<String, String>> jobs,
    Map<String, String> due,
    Map<String, String> dead,
    String dump) {

  static EndState read(String redisUrl) throws IOException {
    Map<String, Map<String, String>> jobs = new HashMap<>();
    Map<String, String> due = new TreeMap<>();
    Map<String, String> dead = new TreeMap<>();
    StringBuilder dump = new StringBuilder();
    try (RedisWire wire = RedisWire.connect(redisUrl)) {
      for (Object name : (List<?>) wire.call("KEYS", "*")) {
        String key = (String) name;
        Object value = value(wire, key);
        dump.append(key).append(' ').append(value).append('\n');
        if (key.contains(":job:")) {
          jobs.put(key.substring(key.lastIndexOf(':') + 1), pairs(value));
        } else if (key.endsWith(":due")) {
          due.putAll(pairs(value));
        } else if (key.endsWith(":dead")) {
          dead.putAll(pairs(value));
        }
      }
    }
    return new EndState(jobs, due, dead, dump.toString());
  }

  /** How many jobs are still due, which is all that has to be asked while they are worked. */
  static long due(String redisUrl) throws IOException {
    long due = 0;
    try (RedisWire wire = RedisWire.connect(redisUrl)) {
      for (Object key : (List<?>) wire.call("KEYS", "*:due")) {
        due += (Long) wire.call("ZCARD", (String) key);
      }
    }
    return due;
  }

  private static Object value(RedisWire wire, String key) throws IOException {
    String type = (String) wire.call("TYPE", key);
    return switch (type) {
      case "string" -> wire.call("GET", key);
      case "hash" -> wire.call("HGETALL", key);
      case "zset" -> wire.call("ZRANGE", key, "0", "-1", "WITHSCORES");
      case "set" -> wire.call("SMEMBERS", key);
      case "list" -> wire.call("LRANGE", key, "0", "-1");
      case "none" -> "(gone since)";
      default -> throw new AssertionError("a type of key that nobody expects: " + type);
    };
  }

  private static Map<String, String> pairs(Object flat) {
    Map<String, String> pairs = new TreeMap<>();
    if (flat instanceof List<?> list) {
      for (int i = 0; i + 1 < list.size(); i += 2) {
        pairs.put((String) list.get(i), (String) list.get(i + 1));
      }
    }
    return pairs;
  }
}

package dev.postkey.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that somebody has who got hold of Redis: its keys and values, and its files. */
public final class RedisDump {
  private RedisDump() {}

  /** Every key with its value, whatever its type, and every file, by where it was found. */
  public static Map<String, String> of(RedisServer redis) throws IOException {
    Map<String, String> everything = new LinkedHashMap<>();
    everything.put("a scan of all keys and values", scan(redis));
    redis.command("SAVE");
    try (Stream<Path> files = Files.walk(redis.folder())) {
      for (Path file : files.filter(RedisDump::isDump).toList()) {
        everything.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return everything;
  }

  private static boolean isDump(Path path) {
    return path.toString().endsWith(".rdb") || path.toString().endsWith(".aof");
  }

  private static String scan(RedisServer redis) throws IOException {
    StringBuilder text = new StringBuilder();
    try (RedisWire wire = RedisWire.connect(redis.url())) {
      for (Object key : (List<?>) wire.call("KEYS", "*")) {
        text.append(key).append(' ').append(value(wire, (String) key)).append('\n');
      }
    }
    return text.toString();
  }

  private static Object value(RedisWire wire, String key) throws IOException {
    String type = (String) wire.call("TYPE", key);
    return switch (type) {
      case "string" -> wire.call("GET", key);
      case "hash" -> wire.call("HGETALL", key);
      case "list" -> wire.call("LRANGE", key, "0", "-1");
      case "zset" -> wire.call("ZRANGE", key, "0", "-1", "WITHSCORES");
      default -> throw new AssertionError("a type of key that is not known here: " + type);
    };
  }
}

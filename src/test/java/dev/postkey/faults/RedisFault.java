package dev.postkey.faults;

import dev.postkey.support.Eventually;
import dev.postkey.support.RedisNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What befalls a server that goes on answering, how that ends, and what an operator should be told.
 * Every one is produced by the server itself.
 */
enum RedisFault {
  OUT_OF_MEMORY("the server is out of memory", set("maxmemory", "1"), set("maxmemory", "0")),
  DEMOTED(
      "the server is a read-only replica",
      say("REPLICAOF", "127.0.0.1", "1"),
      say("REPLICAOF", "NO", "ONE")),
  TOO_FEW_REPLICAS(
      "the server has too few replicas",
      set("min-replicas-to-write", "1"),
      set("min-replicas-to-write", "0")),
  CANNOT_WRITE_ITS_SNAPSHOT(
      "the server cannot write to its disk", RedisFault::blockSnapshot, RedisFault::freeSnapshot),
  LACKS_A_PERMISSION(
      "the user lacks a permission",
      say("ACL", "SETUSER", RedisFault.USER, "-zadd"),
      say("ACL", "SETUSER", RedisFault.USER, "+zadd")),
  WRONG_PASSWORD(
      "user or password is wrong", say("ACL", "DELUSER", RedisFault.USER), RedisFault::addUser),
  BUSY("the server is busy with a script", RedisFault::loopForEver, say("SCRIPT", "KILL")),
  MAY_EVICT(
      "maxmemory-policy is allkeys-lru, must be noeviction",
      set("maxmemory-policy", "allkeys-lru"),
      set("maxmemory-policy", "noeviction"));

  /** Whom Postkey logs in as. */
  static final String USER = "postkey";

  static final String PASSWORD = "redis-password";

  /** What is done to a server. */
  interface Deed {
    void to(RedisNode redis) throws Exception;
  }

  final String reason;
  final Deed begin;
  final Deed end;

  RedisFault(String reason, Deed begin, Deed end) {
    this.reason = reason;
    this.begin = begin;
    this.end = end;
  }

  static void addUser(RedisNode redis) {
    redis.command("ACL", "SETUSER", USER, "on", ">" + PASSWORD, "~pk:*", "+@all");
  }

  private static Deed say(String... words) {
    return redis -> redis.command(words);
  }

  private static Deed set(String option, String value) {
    return say("CONFIG", "SET", option, value);
  }

  /** With a folder in the place of its file the server has nowhere to write. */
  private static void blockSnapshot(RedisNode redis) throws Exception {
    Files.createDirectories(inTheWay(redis));
    redis.command("CONFIG", "SET", "save", "900 1");
    redis.command("BGSAVE");
    Eventually.holds("the snapshot fails", () -> says(redis, "rdb_last_bgsave_status:err"));
  }

  private static void freeSnapshot(RedisNode redis) throws Exception {
    Files.delete(inTheWay(redis));
    Files.delete(inTheWay(redis).getParent());
    redis.command("BGSAVE");
    Eventually.holds("the snapshot is there", () -> says(redis, "rdb_last_bgsave_status:ok"));
  }

  private static Path inTheWay(RedisNode redis) {
    return redis.folder().resolve("dump.rdb").resolve("in-the-way");
  }

  private static boolean says(RedisNode redis, String line) {
    return ((String) redis.command("INFO", "persistence")).contains(line);
  }

  private static void loopForEver(RedisNode redis) {
    redis.command("CONFIG", "SET", "lua-time-limit", "100");
    Thread looping =
        new Thread(
            () -> {
              try {
                redis.command("EVAL", "while true do end", "0");
              } catch (UncheckedIOException killed) {
                // That is how it ends.
              }
            },
            "endless-script");
    looping.setDaemon(true);
    looping.start();
  }
}

package dev.postkey.redis;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failed command means. Redis starts its errors with a word in capitals; the rest of its
 * text is never passed on, since it may quote what was sent.
 *
 * @param reason in operators' words
 * @param dropsConnection true when the connection is of no more use
 */
record RedisFailure(String reason, boolean dropsConnection) {
  static final RedisFailure NO_SCRIPT = new RedisFailure("script not loaded", false);
  static final RedisFailure LOADING = new RedisFailure("the server is loading its data", true);
  static final RedisFailure REPLICA = new RedisFailure("the server is a read-only replica", true);

  private static final RedisFailure DENIED = new RedisFailure("the user lacks a permission", false);

  private static final Map<String, RedisFailure> BY_WORD =
      Map.ofEntries(
          Map.entry("NOSCRIPT", NO_SCRIPT),
          Map.entry("READONLY", REPLICA),
          Map.entry("LOADING", LOADING),
          Map.entry("MASTERDOWN", new RedisFailure("the server has lost its master", true)),
          Map.entry("BUSY", new RedisFailure("the server is busy with a script", false)),
          Map.entry("OOM", new RedisFailure("the server is out of memory", false)),
          Map.entry("MISCONF", new RedisFailure("the server cannot write to its disk", false)),
          Map.entry("NOREPLICAS", new RedisFailure("the server has too few replicas", false)),
          Map.entry("NOAUTH", new RedisFailure("the server wants a password", true)),
          Map.entry("WRONGPASS", new RedisFailure("user or password is wrong", true)),
          Map.entry("NOPERM", DENIED),
          Map.entry("CLUSTERDOWN", new RedisFailure("the cluster is down", true)));

  /** What Redis says without a word of its own, by what is in its text. */
  private static final Map<String, RedisFailure> BY_TEXT =
      Map.of(
          "The user executing the script can't", DENIED,
          "ACL failure in script", DENIED,
          "max number of clients reached",
              new RedisFailure("the server takes no more connections", true));

  /** How Redis before 7 tells what a command of a script failed with. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("ERR Error running script .*: -([A-Z]+) ");

  static RedisFailure of(Throwable error) {
    if (error instanceof TimeoutException) {
      return new RedisFailure("no answer in time", true);
    }
    String text = String.valueOf(error.getMessage());
    Matcher inScript = IN_SCRIPT.matcher(text);
    String word = inScript.lookingAt() ? inScript.group(1) : text.split("[ :]", 2)[0];
    RedisFailure known = BY_WORD.get(word);
    if (known != null) {
      return known;
    }
    if (text.startsWith("ERR ") || word.equals("WRONGTYPE")) {
      return byText(text).orElse(new RedisFailure("a command failed (" + word + ")", false));
    }
    return new RedisFailure("not reachable", true);
  }

  private static Optional<RedisFailure> byText(String text) {
    return BY_TEXT.entrySet().stream()
        .filter(known -> text.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}

package dev.postkey.dev;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a redis-server, as far as it decides what the server can read and do. */
record RedisVersion(int major, int minor) implements Comparable<RedisVersion> {
  /** The oldest that Postkey runs on (requirement R7). */
  static final RedisVersion OLDEST = new RedisVersion(6, 2);

  /** The first that keeps its append-only file as a folder of several. */
  static final RedisVersion MULTI_PART_AOF = new RedisVersion(7, 0);

  private static final Pattern PRINTED = Pattern.compile("server v=(\\d{1,4})\\.(\\d{1,4})");

  private static final Comparator<RedisVersion> ORDER =
      Comparator.comparingInt(RedisVersion::major).thenComparingInt(RedisVersion::minor);

  /** Reads what {@code redis-server --version} or {@code valkey-server --version} prints. */
  static Optional<RedisVersion> printed(String text) {
    Matcher match = PRINTED.matcher(text);
    return match.find()
        ? Optional.of(
            new RedisVersion(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(RedisVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}

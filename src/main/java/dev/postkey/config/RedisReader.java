package dev.postkey.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the section {@code redis}. */
final class RedisReader {
  private static final String EMBEDDED = "embedded:";
  private static final String USAGE =
      "reads like redis://user:password@host:6379, rediss://... or embedded:<folder>; percent-encode"
          + " what is not a letter or digit in a password";

  private RedisReader() {}

  static Config.Redis read(ConfigReader in) {
    Place place = in.parsed("redis.url", RedisReader::place);
    int waitReplicas = in.number("redis.wait-replicas");
    in.check(
        "redis.wait-replicas",
        waitReplicas == 0 || place.embedded().isEmpty(),
        "must be 0 with an embedded redis.url; a server that Postkey runs itself has no replicas");
    return new Config.Redis(
        place.url(),
        place.embedded(),
        in.number("redis.partitions"),
        in.duration("redis.command-timeout", "100ms", "1m"),
        in.number("redis.max-pending"),
        waitReplicas,
        in.duration("redis.wait-timeout", "10ms", "2s"));
  }

  private record Place(Optional<Secret> url, Optional<Path> embedded) {}

  private static Place place(String text) {
    if (text.startsWith(EMBEDDED)) {
      return new Place(Optional.empty(), Optional.of(folder(text.substring(EMBEDDED.length()))));
    }
    ServerUrl url = ServerUrl.parse(text, USAGE);
    boolean known = url.scheme().equals("redis") || url.scheme().equals("rediss");
    if (!known || !url.path().matches("(/[0-9]{0,5})?") || !url.query().isEmpty()) {
      throw new IllegalArgumentException(USAGE);
    }
    return new Place(Optional.of(new Secret(text)), Optional.empty());
  }

  private static Path folder(String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException malformed) {
      // Falls through: the text may be anything, so it is not repeated.
    }
    throw new IllegalArgumentException("embedded: must name a folder, e.g. embedded:data");
  }
}

package dev.postkey.dev;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The binaries that may run on this machine, best first: those in the jar (from the embedded-redis
 * artifact), then those on the {@code PATH}.
 */
final class RedisBinaries {
  private static final String STATIC_386 = "redis-server-6.2.7-linux-386";

  private final List<String> shipped;
  private final String path;

  /**
   * @param shipped resources on the class path; those that are missing are passed over
   * @param path folders in the form of the variable {@code PATH}
   */
  RedisBinaries(List<String> shipped, String path) {
    this.shipped = List.copyOf(shipped);
    this.path = path;
  }

  static RedisBinaries ofThisMachine() {
    return new RedisBinaries(
        shippedFor(System.getProperty("os.name"), System.getProperty("os.arch")),
        Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  /** The 386 binary is linked statically: it runs where OpenSSL 3 or the C library are missing. */
  static List<String> shippedFor(String os, String arch) {
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean amd = arch.equals("amd64") || arch.equals("x86_64");
    if (os.toLowerCase(Locale.ROOT).startsWith("mac")) {
      return List.of("redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64"));
    }
    if (arm) {
      return List.of("redis-server-6.2.7-linux-arm64", STATIC_386);
    }
    return amd ? List.of("redis-server-6.2.6-v5-linux-amd64", STATIC_386) : List.of(STATIC_386);
  }

  /**
   * The first that runs and can read the folder's data. A shipped one is put into the folder.
   *
   * @throws EmbeddedRedisException when there is none, with what was tried
   * @throws IOException when the folder cannot be written
   */
  RedisBinary find(RedisFolder folder) throws IOException {
    RedisVersion least = leastFor(folder);
    List<String> refused = new ArrayList<>();
    for (String resource : shipped) {
      Optional<Path> candidate = new ShippedBinary(resource).extract(folder);
      Optional<RedisBinary> binary = candidate.flatMap(file -> tried(file, least, refused));
      if (binary.isPresent()) {
        return binary.get();
      }
    }
    return installed().stream()
        .flatMap(file -> tried(file, least, refused).stream())
        .findFirst()
        .orElseThrow(() -> none(least, refused));
  }

  /** An older server would not see data written by a newer one, and start as if there were none. */
  private static RedisVersion leastFor(RedisFolder folder) {
    return Files.exists(folder.path().resolve("appendonlydir"))
        ? RedisVersion.MULTI_PART_AOF
        : RedisVersion.OLDEST;
  }

  private List<Path> installed() {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "redis-server").toAbsolutePath())
        .filter(Files::isExecutable)
        .toList();
  }

  private static Optional<RedisBinary> tried(Path file, RedisVersion least, List<String> refused) {
    try {
      RedisBinary binary = RedisBinary.tried(file);
      if (binary.version().compareTo(least) >= 0) {
        return Optional.of(binary);
      }
      refused.add(file + " is " + binary.version());
    } catch (IOException e) {
      refused.add(file + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
    }
    return Optional.empty();
  }

  private static EmbeddedRedisException none(RedisVersion least, List<String> refused) {
    return new EmbeddedRedisException(
        "no redis-server from version %s on runs on this machine (%s): install one so that it is on"
                .formatted(least, refused.isEmpty() ? "none found" : String.join("; ", refused))
            + " the PATH, or set redis.url to a server of your own");
  }
}

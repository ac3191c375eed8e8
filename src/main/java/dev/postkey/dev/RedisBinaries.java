package dev.postkey.dev;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The binaries that may run on this machine, best first: those in the jar (from the embedded-redis
 * artifact), then those on the {@code PATH}.
 */
final class RedisBinaries {
  private static final String STATIC_386 = "redis-server-6.2.7-linux-386";

  private final List<String> shipped;
  private final List<Path> installed;

  /**
   * @param shipped resources on the class path; those that are missing are passed over
   * @param path folders in the form of the variable {@code PATH}
   */
  RedisBinaries(List<String> shipped, String path) {
    this.shipped = List.copyOf(shipped);
    this.installed =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "redis-server").toAbsolutePath())
            .filter(Files::isExecutable)
            .toList();
  }

  static RedisBinaries ofThisMachine() {
    return new RedisBinaries(
        shippedFor(System.getProperty("os.name"), System.getProperty("os.arch")),
        Optional.ofNullable(System.getenv("PATH")).orElse(""));
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
    StringJoiner tried = new StringJoiner(", ", " (", ")").setEmptyValue("");
    for (Path candidate : candidates(folder)) {
      try {
        RedisBinary binary = RedisBinary.tried(candidate);
        if (binary.version().compareTo(least) >= 0) {
          return binary;
        }
        tried.add(candidate.getFileName() + " is " + binary.version());
      } catch (IOException e) {
        tried.add(candidate.getFileName() + ": " + reason(e));
      }
    }
    throw new EmbeddedRedisException(
        "no redis-server from version %s on runs on this machine%s: install one on the PATH, or set redis.url to a server of your own"
            .formatted(least, tried));
  }

  /** An older server would not see data written by a newer one, and start as if there were none. */
  private static RedisVersion leastFor(RedisFolder folder) {
    return Files.exists(folder.path().resolve("appendonlydir"))
        ? RedisVersion.MULTI_PART_AOF
        : RedisVersion.OLDEST;
  }

  private List<Path> candidates(RedisFolder folder) throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (String resource : shipped) {
      extracted(resource, folder).ifPresent(candidates::add);
    }
    candidates.addAll(installed);
    return candidates;
  }

  private static Optional<Path> extracted(String resource, RedisFolder folder) throws IOException {
    Path target = folder.path().resolve(resource);
    try (InputStream bytes = open(resource)) {
      if (bytes == null) {
        return Optional.empty();
      }
      if (!Files.isExecutable(target) || !holds(target, resource)) {
        Path part = folder.path().resolve(resource + ".part");
        Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return Optional.of(target);
    }
  }

  private static boolean holds(Path file, String resource) throws IOException {
    try (InputStream wanted = open(resource);
        InputStream found = Files.newInputStream(file)) {
      byte[] chunk;
      do {
        chunk = wanted.readNBytes(1 << 16);
        if (!Arrays.equals(chunk, found.readNBytes(1 << 16))) {
          return false;
        }
      } while (chunk.length > 0);
      return true;
    }
  }

  private static InputStream open(String resource) {
    return RedisBinaries.class.getClassLoader().getResourceAsStream(resource);
  }

  private static String reason(IOException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}

package dev.postkey.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A redis-server program. */
public record RedisBuild(String name, Path program) {
  private static final String SHIPPED = "redis-server-6.2." + onThisMachine();

  /**
   * That of the embedded server, 6.2, and the one that is installed, if there is one. Where there
   * is none, says so.
   */
  public static List<RedisBuild> all() {
    Optional<RedisBuild> installed = installed();
    if (installed.isEmpty()) {
      System.out.println("*** No redis-server on the PATH: its tests are left out. ***");
    }
    return Stream.concat(Stream.of(shipped()), installed.stream()).toList();
  }

  /** The one that is installed; the other one where there is none. */
  public static RedisBuild newest() {
    return installed().orElseGet(RedisBuild::shipped);
  }

  /** The program of the embedded server. */
  public static RedisBuild shipped() {
    try (InputStream in = RedisBuild.class.getResourceAsStream("/" + SHIPPED)) {
      Path program = Path.of("target", SHIPPED).toAbsolutePath();
      if (!Files.isExecutable(program)) {
        Path copy = Files.createTempFile(program.getParent(), SHIPPED, ".copy");
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        copy.toFile().setExecutable(true);
        Files.move(copy, program, StandardCopyOption.ATOMIC_MOVE);
      }
      return new RedisBuild("6.2", program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String onThisMachine() {
    boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
    if (System.getProperty("os.name").startsWith("Mac")) {
      return "6-v5-darwin-" + (arm ? "arm64" : "amd64");
    }
    return arm ? "7-linux-arm64" : "6-v5-linux-amd64";
  }

  private static Optional<RedisBuild> installed() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .map(program -> new RedisBuild("installed", program))
        .findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}

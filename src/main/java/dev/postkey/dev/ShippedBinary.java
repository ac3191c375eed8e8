package dev.postkey.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/** A redis-server in the jar, by the name of its resource. */
record ShippedBinary(String resource) {
  private static final int CHUNK = 1 << 16;

  /**
   * Puts it into the folder, executable, unless it is there already, byte for byte. Never leaves
   * half a file under its name.
   *
   * @return where it is; nothing when this jar does not hold it
   * @throws IOException when the folder cannot be written
   */
  Optional<Path> extract(RedisFolder folder) throws IOException {
    Path target = folder.path().resolve(resource);
    try (InputStream bytes = open()) {
      if (bytes == null) {
        return Optional.empty();
      }
      if (!Files.isExecutable(target) || !isSame(target)) {
        Path part = folder.path().resolve(resource + ".part");
        Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return Optional.of(target);
    }
  }

  private boolean isSame(Path file) throws IOException {
    try (InputStream wanted = open();
        InputStream found = Files.newInputStream(file)) {
      byte[] chunk;
      do {
        chunk = wanted.readNBytes(CHUNK);
        if (!Arrays.equals(chunk, found.readNBytes(CHUNK))) {
          return false;
        }
      } while (chunk.length > 0);
      return true;
    }
  }

  private InputStream open() {
    return ShippedBinary.class.getClassLoader().getResourceAsStream(resource);
  }
}

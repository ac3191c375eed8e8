package dev.postkey.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Files that hold one value, as secrets are handed to containers. */
final class ValueFile {
  private static final int MAX_BYTES = 64 * 1024;

  private ValueFile() {}

  /**
   * The text in the file without the line break at its end; nothing when the file cannot be read,
   * is empty, longer than 64 KiB or not UTF-8. Why is not said: a path in the wrong variable may be
   * the secret itself.
   */
  static Optional<String> read(String path) {
    try {
      String text = TextFile.read(Path.of(path), MAX_BYTES).replaceFirst("\\r?\\n\\z", "");
      return Optional.of(text).filter(value -> !value.isEmpty());
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }
}

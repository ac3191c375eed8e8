package dev.postkey.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files of text, read whole. */
final class TextFile {
  private TextFile() {}

  /** There is more in the file than may be. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The text in {@code file}, of which no more than {@code mostBytes} are ever held: a device such
   * as {@code /dev/zero} tells no size and has no end.
   *
   * @throws TooLarge when it has more
   * @throws java.nio.charset.CharacterCodingException when it is not UTF-8
   * @throws IOException when it cannot be read
   */
  static String read(Path file, int mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new TooLarge();
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }
}

package dev.postkey.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One Lua file of {@code lua/}: a step that happens as a whole or not at all (requirement R1). Its
 * header says what it takes and returns. Immutable; loaded once when the class that uses it is.
 */
public final class Script {
  private final String name;
  private final String libraries;
  private final String body;

  private Script(String name, String libraries, String body) {
    this.name = name;
    this.libraries = libraries;
    this.body = body;
  }

  /**
   * The script of that name, with the libraries it calls.
   *
   * @throws IllegalStateException when the jar lacks a file
   */
  public static Script load(String name, String... libraries) {
    StringBuilder shared = new StringBuilder();
    for (String library : libraries) {
      shared.append(read(library));
    }
    return new Script(name, shared.toString(), read(name));
  }

  String name() {
    return name;
  }

  /** The whole text behind {@code prelude}, and the name under which Redis remembers it. */
  Source behind(String prelude) {
    String text = prelude + libraries + body;
    return new Source(text, sha1(text));
  }

  /** What is sent to Redis. */
  record Source(String text, String sha1) {}

  static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no such script: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Redis names scripts by SHA-1; nothing secret hangs on it. */
  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

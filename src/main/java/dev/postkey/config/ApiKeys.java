package dev.postkey.config;

import dev.postkey.model.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** API keys: made once, shown once, and known to the configuration by their hash alone. */
public final class ApiKeys {
  /** What every API key begins with, so that people and scanners of leaks know it. */
  public static final String PREFIX = "pk_";

  private ApiKeys() {}

  /**
   * A fresh API key.
   *
   * @param key {@code pk_} and 43 url-safe characters, 256 random bits
   * @param sha256 what the configuration holds of it, 64 hex digits in lower case
   */
  public record Generated(Secret key, String sha256) {}

  /** Makes a new key. */
  public static Generated generate() {
    String key = PREFIX + Secrets.system().tokenUrlsafe();
    return new Generated(new Secret(key), sha256(key));
  }

  /** The hash by which {@code key} is known: SHA-256 of its text, in hex and lower case. */
  public static String sha256(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}

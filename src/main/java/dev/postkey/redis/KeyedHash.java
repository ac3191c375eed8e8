package dev.postkey.redis;

import dev.postkey.model.UrlSafe;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An HMAC-SHA-256 of something that must be found again but not read: what Redis sees of tokens,
 * addresses and accounts.
 *
 * @param text the hash, 43 url-safe characters
 */
public record KeyedHash(String text) {
  static KeyedHash of(byte[] hmac) {
    return new KeyedHash(Base64.getUrlEncoder().withoutPadding().encodeToString(hmac));
  }

  /** The hash in hexadecimal, 64 digits, for where case does not count. */
  public String hex() {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(text));
  }

  /** Six of its bits, 0 to 63. */
  int bits6() {
    return UrlSafe.indexOf(text.charAt(0));
  }
}

package dev.postkey.config;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** A key of 32 random bytes in Base64; refuses what people put there instead of one. */
final class RandomKey {
  private static final int BYTES = 32;

  /** 32 random bytes have fewer different values than this less than once in 2^54 draws. */
  private static final int LEAST_DIFFERENT = 16;

  private static final String REMEDY = "; the command key --secrets makes one";

  private RandomKey() {}

  /**
   * @throws IllegalArgumentException in operators' words, without a character of the key
   */
  static Secret parse(String text) {
    if (text.startsWith("<")) {
      throw new IllegalArgumentException("is still the placeholder" + REMEDY);
    }
    byte[] bytes = decoded(text);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("must be 32 bytes in Base64, 44 characters" + REMEDY);
    }
    if (isText(bytes)) {
      throw new IllegalArgumentException("is text in Base64, not random bytes" + REMEDY);
    }
    if (isRegular(bytes)) {
      throw new IllegalArgumentException("is not random and can be guessed" + REMEDY);
    }
    // One spelling for each key: the last character has bits that mean nothing.
    return new Secret(Base64.getEncoder().encodeToString(bytes));
  }

  /** Empty for what is no Base64; the decoder's own message tells a character of the key. */
  static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  /** A password, hex digits, a sentence. Random bytes are none but once in 2^45 draws. */
  private static boolean isText(byte[] bytes) {
    for (byte value : bytes) {
      if (value < ' ' || value > '~') {
        return false;
      }
    }
    return true;
  }

  /** Few values, a count, or a part repeated. */
  private static boolean isRegular(byte[] bytes) {
    Set<Integer> values = new HashSet<>();
    Set<Integer> steps = new HashSet<>();
    for (int i = 0; i < bytes.length; i++) {
      values.add((int) bytes[i]);
      steps.add((bytes[i] - bytes[(i + 1) % bytes.length]) & 0xff);
    }
    return values.size() < LEAST_DIFFERENT || steps.size() < LEAST_DIFFERENT || repeats(bytes);
  }

  private static boolean repeats(byte[] bytes) {
    for (int i = 0; i < BYTES / 2; i++) {
      if (bytes[i] != bytes[i + BYTES / 2]) {
        return false;
      }
    }
    return true;
  }
}

package dev.postkey.model;

/** The alphabet of RFC 4648 section 5, in its order. */
public final class UrlSafe {
  public static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private UrlSafe() {}

  /** The position of {@code c} in the alphabet, 0 to 63, or -1. */
  public static int indexOf(char c) {
    return ALPHABET.indexOf(c);
  }
}

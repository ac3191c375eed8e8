package dev.postkey.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A link token in clear: 43 characters of the url-safe alphabet, at least 250 random bits
 * (requirement S1). It exists in memory only, between the minter and the mail or between a request
 * and the store; it cannot be printed.
 */
public final class Token {
  /** Characters of a token: those of 32 bytes in Base64 without padding. */
  public static final int LENGTH = 43;

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  /** The token that {@code text} spells, or nothing when it is malformed (requirement S7). */
  public static Optional<Token> parse(String text) {
    return text != null && GRAMMAR.matcher(text).matches()
        ? Optional.of(new Token(text))
        : Optional.empty();
  }

  /** The only way out: to build a link, and to compute the key under which Redis keeps it. */
  public String reveal() {
    return text;
  }

  /** The partition of {@code partitions} in which this token lives; its first character says so. */
  public int partition(int partitions) {
    return UrlSafe.indexOf(text.charAt(0)) % partitions;
  }

  @Override
  public String toString() {
    return "Token[redacted]";
  }
}

package dev.postkey.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public name of a reset request: 22 url-safe characters, of which the first names the
 * partition of the address. It says nothing about the address or the account.
 */
public record RequestId(String value) {
  /** Characters of a request id: those of 16 bytes in Base64 without padding. */
  public static final int LENGTH = 22;

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_-]{22}");

  /**
   * @throws IllegalArgumentException when {@code value} is not a request id
   */
  public RequestId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a request id");
    }
  }

  /** The id that {@code text} spells, or nothing when it is malformed. */
  public static Optional<RequestId> parse(String text) {
    return isValid(text) ? Optional.of(new RequestId(text)) : Optional.empty();
  }

  /** The partition of {@code partitions} in which the request lives. */
  public int partition(int partitions) {
    return UrlSafe.indexOf(value.charAt(0)) % partitions;
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isValid(String text) {
    return text != null && GRAMMAR.matcher(text).matches();
  }
}

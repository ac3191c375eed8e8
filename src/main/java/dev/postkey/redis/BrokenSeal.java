package dev.postkey.redis;

/**
 * A sealed text does not open here: altered, moved, or sealed with another key. {@link
 * UnknownSealKey} when it would open with a key that is not configured.
 */
public class BrokenSeal extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenSeal() {
    this("a sealed record does not open");
  }

  BrokenSeal(String message) {
    super(message, null, false, false);
  }
}

package dev.postkey.redis;

/**
 * A sealed text does not open here: altered, moved, or sealed under a key that is not configured.
 */
public final class BrokenSeal extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenSeal() {
    super("a sealed record does not open", null, false, false);
  }
}

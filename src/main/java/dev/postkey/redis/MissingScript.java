package dev.postkey.redis;

/** Redis does not know the script by its SHA-1 and wants its text. */
final class MissingScript extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingScript() {
    super("NOSCRIPT", null, false, false);
  }
}

package dev.postkey.redis;

/**
 * A sealed text names a key that is not among {@code secrets.seal-keys}: it was removed too early,
 * or this node was not told of it yet. Nothing is lost while the text is kept, and all is well
 * again once the key is back.
 */
public final class UnknownSealKey extends BrokenSeal {
  private static final long serialVersionUID = 1;

  /**
   * @param id the key's name, which is no secret
   */
  UnknownSealKey(String id) {
    super("secrets.seal-keys lacks " + id);
  }
}

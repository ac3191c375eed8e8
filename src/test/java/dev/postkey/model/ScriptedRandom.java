package dev.postkey.model;

import java.security.SecureRandom;
import java.util.function.Consumer;

/** A generator whose bytes a test decides. */
final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient Consumer<byte[]> fill;

  ScriptedRandom(Consumer<byte[]> fill) {
    this.fill = fill;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    fill.accept(bytes);
  }
}

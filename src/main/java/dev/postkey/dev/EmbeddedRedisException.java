package dev.postkey.dev;

/** The embedded Redis could not start. The message is one sentence that an operator can act on. */
public final class EmbeddedRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedRedisException(String sentence) {
    super(sentence);
  }

  EmbeddedRedisException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

package dev.postkey.mail;

import dev.postkey.config.Secret;
import dev.postkey.model.RequestId;
import dev.postkey.redis.IndexKeys;

/**
 * Names messages. A name follows from the request and the generation alone, so that every attempt
 * on every node gives the same one and mail systems can drop a duplicate; being keyed, it tells
 * nothing about the request, the account or the token (requirement M2). Safe for any thread.
 */
final class MessageIds {
  private static final int HEX_DIGITS = 32;

  private final IndexKeys index;

  /**
   * @param indexKey 32 bytes in Base64, the same on every node
   */
  MessageIds(Secret indexKey) {
    this.index = new IndexKeys(indexKey);
  }

  /** The value of {@code Message-ID}, angle brackets included. */
  String of(RequestId request, int generation, String domain) {
    String name = index.message(request, generation).hex().substring(0, HEX_DIGITS);
    return "<" + name + "@" + domain + ">";
  }
}

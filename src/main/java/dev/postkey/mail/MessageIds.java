package dev.postkey.mail;

import dev.postkey.config.Secret;
import dev.postkey.model.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names messages. A name follows from the request and the generation alone, so that every attempt
 * on every node gives the same one and mail systems can drop a duplicate; being keyed, it tells
 * nothing about the request, the account or the token (requirement M2). Safe for any thread.
 */
final class MessageIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "postkey/v1|message-id|";
  private static final int HEX_DIGITS = 32;

  private final SecretKeySpec key;

  /**
   * @param indexKey 32 bytes in Base64, the same on every node
   */
  MessageIds(Secret indexKey) {
    this.key = new SecretKeySpec(Base64.getDecoder().decode(indexKey.reveal()), ALGORITHM);
  }

  /** The value of {@code Message-ID}, angle brackets included. */
  String of(RequestId request, int generation, String domain) {
    String text = PURPOSE + request.value() + "|" + generation;
    String digest = HexFormat.of().formatHex(hmac(text.getBytes(StandardCharsets.US_ASCII)));
    return "<" + digest.substring(0, HEX_DIGITS) + "@" + domain + ">";
  }

  private byte[] hmac(byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}

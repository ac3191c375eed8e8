package dev.postkey.redis;

import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns what must be found again into {@link KeyedHash}es, under one key that never changes
 * (design, section 5). Each kind of thing is hashed behind its own label, so that no two kinds can
 * meet. Thread-safe.
 */
public final class IndexKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "postkey/v1|";

  /**
   * Keyed once; cloned for every hash, which is cheaper than a look-up and safe between threads.
   */
  private final Mac keyed;

  /**
   * @param key 32 bytes in Base64
   */
  public IndexKeys(Secret key) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(Base64.getDecoder().decode(key.reveal()), ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not to be had", e);
    }
  }

  /** Hashes the ASCII text: decoders of Base64 accept four spellings of one value. */
  public KeyedHash token(Token token) {
    return hash(token.reveal());
  }

  public KeyedHash account(AppId app, Subject subject) {
    return hash("account|" + app + '|' + subject.value());
  }

  public KeyedHash address(AppId app, EmailAddress address) {
    return hash("address|" + app + '|' + address.key());
  }

  /** The domain of a recipient, so that jobs for it can be told from others. */
  public KeyedHash lane(String domain) {
    return hash("lane|" + domain);
  }

  /** The domain of an app's recipients, which has a limit of its own. */
  public KeyedHash domain(AppId app, String domain) {
    return hash("domain|" + app + '|' + domain);
  }

  /** What an app's challenges are signed with: no other app's solution fits, and no other label. */
  public Secret challengeKey(AppId app) {
    return new Secret(hash("challenge-key|" + app).hex());
  }

  /** Something of an app's that works once, by kind. */
  public KeyedHash once(AppId app, String kind, String what) {
    return hash("once|" + app + '|' + kind + '|' + what);
  }

  /** A limit of the caller's own, by kind: a client, an API key. */
  public KeyedHash limit(String kind, String who) {
    return hash("limit|" + kind + '|' + who);
  }

  public KeyedHash idempotency(String scope, String key) {
    return hash("idempotency|" + scope + '|' + key);
  }

  public KeyedHash body(String body) {
    return hash("body|" + body);
  }

  /** What names the mails of a request, each generation of them by another name. */
  public KeyedHash message(RequestId request, int generation) {
    return hash("message-id|" + request + '|' + generation);
  }

  /** The same for all nodes that have the same key, and good for nothing else. */
  String checkValue() {
    return hash("check|").text().substring(0, 16);
  }

  private KeyedHash hash(String text) {
    return KeyedHash.of(mac().doFinal((VERSION + text).getBytes(StandardCharsets.UTF_8)));
  }

  private Mac mac() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HMAC-SHA-256 cannot be cloned", e);
    }
  }
}

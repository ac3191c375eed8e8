package dev.postkey.redis;

import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what Redis keeps of a person: AES-256-GCM under a key derived for each record, with the
 * record's place as associated data, so that a sealed text opens nowhere else. Reads {@code 1.<key
 * id>.<nonce, ciphertext and tag>}. The first key seals, all open. Thread-safe.
 */
public final class Sealer {
  private static final String VERSION = "1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9-]{1,16}");

  /** Looking a cipher up costs more than using it, and each thread needs its own. */
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Sealer::cipher);

  private final Map<String, byte[]> keys = new LinkedHashMap<>();
  private final String first;
  private final Secrets secrets;

  public Sealer(List<Config.SealKey> sealKeys, Secrets secrets) {
    for (Config.SealKey key : sealKeys) {
      keys.put(key.id(), Base64.getDecoder().decode(key.key().reveal()));
    }
    this.first = sealKeys.get(0).id();
    this.secrets = secrets;
  }

  /**
   * The place of a sealed text.
   *
   * @param kind what sort of record holds it
   * @param id which one
   */
  public record Place(AppId app, String kind, String id) {}

  public String seal(Place place, String text) {
    byte[] nonce = secrets.tokenBytes(NONCE_BYTES);
    byte[] sealed =
        crypt(Cipher.ENCRYPT_MODE, first, place, nonce, text.getBytes(StandardCharsets.UTF_8));
    byte[] packed = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, packed, NONCE_BYTES, sealed.length);
    return VERSION
        + '.'
        + first
        + '.'
        + Base64.getUrlEncoder().withoutPadding().encodeToString(packed);
  }

  /**
   * @throws UnknownSealKey when the text names a key that is not configured: it may be again
   * @throws BrokenSeal when the text was not sealed for this place or with this key
   */
  public String open(Place place, String sealed) {
    String[] parts = sealed.split("\\.", 3);
    if (parts.length != 3 || !parts[0].equals(VERSION) || !KEY_ID.matcher(parts[1]).matches()) {
      throw new BrokenSeal();
    }
    if (!keys.containsKey(parts[1])) {
      throw new UnknownSealKey(parts[1]);
    }
    try {
      byte[] packed = Base64.getUrlDecoder().decode(parts[2]);
      byte[] nonce = Arrays.copyOf(packed, NONCE_BYTES);
      byte[] text = Arrays.copyOfRange(packed, NONCE_BYTES, packed.length);
      return new String(
          crypt(Cipher.DECRYPT_MODE, parts[1], place, nonce, text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BrokenSeal();
    }
  }

  /**
   * The names of the keys, and of each what is the same wherever the key is, and good for nothing
   * else.
   */
  Map<String, String> checkValues() {
    Map<String, String> values = new LinkedHashMap<>();
    keys.forEach((id, key) -> values.put(id, checkValue(key)));
    return values;
  }

  private static String checkValue(byte[] key) {
    try {
      byte[] derived = derive(key, "check|".getBytes(StandardCharsets.UTF_8));
      return KeyedHash.of(derived).text().substring(0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not to be had", e);
    }
  }

  /** Whether there is a key of that name. */
  public boolean opens(String keyId) {
    return keys.containsKey(keyId);
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not to be had", e);
    }
  }

  private byte[] crypt(int mode, String keyId, Place place, byte[] nonce, byte[] text) {
    String context =
        String.join("|", VERSION, keyId, place.app().value(), place.kind(), place.id());
    byte[] info = context.getBytes(StandardCharsets.UTF_8);
    try {
      Cipher cipher = CIPHERS.get();
      SecretKeySpec key = new SecretKeySpec(derive(keys.get(keyId), info), "AES");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(info);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new BrokenSeal();
    }
  }

  /** HKDF-SHA-256 (RFC 5869) without salt, for the one block that an AES-256 key needs. */
  static byte[] derive(byte[] key, byte[] info) throws GeneralSecurityException {
    byte[] pseudoRandomKey = hmac(new byte[32], key);
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return hmac(pseudoRandomKey, block);
  }

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }
}

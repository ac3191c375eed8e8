package dev.postkey.config;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code secrets}, and refuses keys that somebody could guess. */
final class SecretsReader {
  private static final int KEY_BYTES = 32;

  /** 32 random bytes have fewer different values than this less than once in 2^54 draws. */
  private static final int LEAST_DIFFERENT_BYTES = 16;

  private static final Pattern SEAL_KEY = Pattern.compile("([a-z0-9-]{1,16}):(.*)");
  private static final String REMEDY = "; the command key --secrets makes one";

  private SecretsReader() {}

  static Config.Secrets read(ConfigReader in) {
    List<Config.SealKey> sealKeys = in.requiredList("secrets.seal-keys", SecretsReader::sealKey);
    if (!in.isSet("secrets.index-key")) {
      in.missing("secrets.index-key");
    }
    Secret indexKey =
        in.optional("secrets.index-key", SecretsReader::key).orElseGet(() -> new Secret(""));
    checkDifferent(in, sealKeys, indexKey);
    return new Config.Secrets(sealKeys, indexKey);
  }

  private static void checkDifferent(
      ConfigReader in, List<Config.SealKey> sealKeys, Secret indexKey) {
    Set<String> ids = new HashSet<>();
    for (Config.SealKey sealKey : sealKeys) {
      in.check(
          "secrets.seal-keys",
          ids.add(sealKey.id()),
          "two keys are named "
              + sealKey.id()
              + "; sealed records name their key, so each is unique");
      in.check(
          "secrets.index-key",
          !sealKey.key().equals(indexKey),
          "must be another key than those in secrets.seal-keys" + REMEDY);
    }
  }

  private static Config.SealKey sealKey(String text) {
    Matcher parts = SEAL_KEY.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "reads like k1:<32 bytes base64>, a name of a-z, 0-9 and hyphens first" + REMEDY);
    }
    return new Config.SealKey(parts.group(1), key(parts.group(2)));
  }

  private static Secret key(String text) {
    if (text.startsWith("<")) {
      throw new IllegalArgumentException("is still the placeholder" + REMEDY);
    }
    byte[] bytes = decoded(text);
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("must be 32 bytes in Base64, 44 characters" + REMEDY);
    }
    Set<Byte> different = new HashSet<>();
    for (byte value : bytes) {
      different.add(value);
    }
    if (different.size() < LEAST_DIFFERENT_BYTES) {
      throw new IllegalArgumentException("is not random and can be guessed" + REMEDY);
    }
    return new Secret(text);
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return new byte[0]; // The decoder's message tells a character of the key; ours does not.
    }
  }
}

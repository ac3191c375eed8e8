package dev.postkey.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code secrets}, and refuses keys that somebody could guess. */
final class SecretsReader {
  private static final Pattern SEAL_KEY = Pattern.compile("([a-z0-9-]{1,16}):(.*)");
  private static final String REMEDY = "; the command key --secrets makes one";

  private SecretsReader() {}

  static Config.Secrets read(ConfigReader in) {
    List<Config.SealKey> sealKeys = in.requiredList("secrets.seal-keys", SecretsReader::sealKey);
    if (!in.isSet("secrets.index-key")) {
      in.missing("secrets.index-key");
    }
    Secret indexKey =
        in.optional("secrets.index-key", RandomKey::parse).orElseGet(() -> new Secret(""));
    checkDifferent(in, sealKeys, indexKey);
    return new Config.Secrets(sealKeys, indexKey);
  }

  private static void checkDifferent(
      ConfigReader in, List<Config.SealKey> sealKeys, Secret indexKey) {
    Set<String> ids = new HashSet<>();
    Set<Secret> keys = new HashSet<>();
    for (Config.SealKey sealKey : sealKeys) {
      in.check(
          "secrets.seal-keys",
          ids.add(sealKey.id()),
          "two keys are named "
              + sealKey.id()
              + "; sealed records name their key, so each is unique");
      in.check(
          "secrets.seal-keys",
          keys.add(sealKey.key()),
          sealKey.id() + " is another name for the same key; a new key is a new one" + REMEDY);
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
    return new Config.SealKey(parts.group(1), RandomKey.parse(parts.group(2)));
  }
}

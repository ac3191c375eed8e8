package dev.postkey.config;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Fresh keys for a new installation, as the command {@code key --secrets} prints them.
 *
 * @param sealKey an entry of {@code secrets.seal-keys}
 * @param indexKey the value of {@code secrets.index-key}
 */
public record NewSecrets(Secret sealKey, Secret indexKey) {
  private static final int KEY_BYTES = 32;

  /** Draws two keys of 256 bits from the system's generator. */
  public static NewSecrets generate() {
    SecureRandom random = new SecureRandom();
    return new NewSecrets(new Secret("k1:" + key(random)), new Secret(key(random)));
  }

  private static String key(SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The section to paste into the configuration file. Holds the keys in clear. */
  public String yaml() {
    return """
        secrets:
          seal-keys: ["%s"]
          index-key: "%s"
        """
        .formatted(sealKey.reveal(), indexKey.reveal());
  }

  /** The variables to paste into an environment file. Holds the keys in clear. */
  public String environment() {
    return """
        %s=%s
        %s=%s
        """
        .formatted(
            Names.environment("secrets.seal-keys"), sealKey.reveal(),
            Names.environment("secrets.index-key"), indexKey.reveal());
  }
}

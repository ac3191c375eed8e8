package dev.postkey.config;

import dev.postkey.model.Secrets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
    return new NewSecrets(new Secret("k1:" + key()), new Secret(key()));
  }

  /** One more entry of {@code secrets.seal-keys}, under a name that no other has. */
  public static Secret oneMoreSealKey() {
    String today = LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
    return new Secret("k" + today + "-" + Secrets.system().tokenHex(2) + ":" + key());
  }

  private static String key() {
    return Base64.getEncoder().encodeToString(Secrets.system().tokenBytes(KEY_BYTES));
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

package dev.postkey.support;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Fresh private keys, as programs write them to files. */
public final class PrivateKeys {
  private static final int LINE = 64;

  private PrivateKeys() {}

  /** PKCS#8 in Base64, on one line. */
  public static String base64(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
      return Base64.getEncoder().encodeToString(der);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A key as {@code openssl genpkey} writes it. */
  public static String pem(String base64) {
    return """
        -----BEGIN PRIVATE KEY-----
        %s
        -----END PRIVATE KEY-----
        """
        .formatted(String.join("\n", base64.split("(?<=\\G.{" + LINE + "})")));
  }
}

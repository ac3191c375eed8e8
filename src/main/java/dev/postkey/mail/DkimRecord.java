package dev.postkey.mail;

import dev.postkey.config.Config;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** What the DNS must say so that others can verify our signatures (RFC 6376, section 3.6). */
public record DkimRecord(String name, String text) {
  /** The longest string of a TXT record, which may have several. */
  private static final String STRING = "(?<=\\G.{255})";

  /** The record that belongs to a key; public like everything in the DNS. */
  public static DkimRecord of(Config.Dkim identity) {
    String name = identity.selector() + "._domainkey." + identity.domain();
    return new DkimRecord(name, "v=DKIM1; k=rsa; p=" + publicKey(identity));
  }

  /** As a zone file has it. */
  public String line() {
    return name + " TXT \"" + String.join("\" \"", text.split(STRING)) + "\"";
  }

  private static String publicKey(Config.Dkim identity) {
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      byte[] der = Base64.getDecoder().decode(identity.key().reveal());
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
      RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return Base64.getEncoder().encodeToString(rsa.generatePublic(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was read is no key");
    }
  }
}

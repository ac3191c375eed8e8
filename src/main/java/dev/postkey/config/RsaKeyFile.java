package dev.postkey.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file with a private RSA key to sign with. No message tells what is in it. */
final class RsaKeyFile {
  /** RFC 8301 forbids less than 1024 and advises this; large receivers take no shorter ones. */
  private static final int SHORTEST = 2048;

  /**
   * The mail client writes the signature, with names that may be long, on one line, of which RFC
   * 5322 allows 998 octets; and whoever signs with a longer key holds up the mails behind.
   */
  private static final int LONGEST = 3072;

  private static final int MAX_BYTES = 64 * 1024;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private RsaKeyFile() {}

  /**
   * The key in the file at {@code path}.
   *
   * @throws IllegalArgumentException in operators' words, when there is none that is good enough
   */
  static RSAPrivateCrtKey read(String path) {
    Matcher pem = PEM.matcher(text(path));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          "the file holds no private key as openssl genpkey writes it, which begins with"
              + " -----BEGIN PRIVATE KEY-----; openssl pkey -in <file> converts other forms");
    }
    RSAPrivateCrtKey key = decoded(pem.group(1));
    int bits = key.getModulus().bitLength();
    if (bits < SHORTEST || bits > LONGEST) {
      throw new IllegalArgumentException(
          "the key has %d bits; it must have %d to %d".formatted(bits, SHORTEST, LONGEST));
    }
    return key;
  }

  private static String text(String path) {
    try {
      return TextFile.read(Path.of(path), MAX_BYTES);
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new IllegalArgumentException("there is no such file");
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("the file cannot be read, or is no text");
    }
  }

  private static RSAPrivateCrtKey decoded(String base64) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (RSAPrivateCrtKey)
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException other) {
      throw new IllegalArgumentException("the key in the file is no RSA key, or broken");
    }
  }
}

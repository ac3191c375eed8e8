package dev.postkey.model;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;

/**
 * International domain names by UTS 46, non-transitional, with ICU4J; the one class of this package
 * that uses more than the JDK. {@code java.net.IDN} will not do: it follows the rules of 2003 and
 * turns look-alikes into the ASCII names they imitate. Loaded only when a domain needs it, as the
 * tables of ICU take time to read.
 */
final class Idna {
  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  /** The mapping step of UTS 46 alone, as ICU itself names it. */
  private static final Normalizer2 MAPPING =
      Normalizer2.getInstance(null, "uts46", Normalizer2.Mode.COMPOSE);

  private Idna() {}

  /**
   * The domain in A-labels.
   *
   * <p>Folding case and composing accents is fine; a character that would become ASCII or vanish is
   * not: {@code ℊithub.com} is somebody else's name for {@code github.com}, and whoever maps it
   * here but not there has two accounts for one address (requirement A4).
   *
   * @throws InvalidEmailAddress when it is not valid, or only valid as another name
   */
  static String toAscii(String domain) {
    if (domain.codePoints().anyMatch(Idna::imitates)) {
      throw new InvalidEmailAddress(
          "The domain holds a character that is invisible or stands for another one.");
    }
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    UTS46.nameToASCII(domain, ascii, info);
    if (info.hasErrors()) {
      throw new InvalidEmailAddress("The domain is not a valid international domain name.");
    }
    return ascii.toString();
  }

  /** True for a character beyond ASCII that UTS 46 drops, or maps to anything with ASCII in it. */
  private static boolean imitates(int codePoint) {
    if (codePoint < 0x80) {
      return false;
    }
    String mapped = MAPPING.normalize(Character.toString(codePoint));
    return mapped.isEmpty() || mapped.chars().anyMatch(c -> c < 0x80);
  }
}

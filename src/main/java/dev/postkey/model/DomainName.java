package dev.postkey.model;

import java.util.Locale;

/**
 * The grammar of what stands behind the {@code @}: a host name of at least two labels, each 1 to 63
 * letters, digits and hyphens (RFC 1123 section 2.1), the last beginning with a letter, so that it
 * is no IP address in any spelling. Address literals in brackets are left out on purpose.
 */
final class DomainName {
  private static final int MAX_LABEL = 63;
  private static final String A_LABEL_PREFIX = "xn--";

  private DomainName() {}

  /**
   * The domain in lower case and as A-labels (requirement A4).
   *
   * @throws InvalidEmailAddress when {@code domain} is not a domain, with the reason
   */
  static String normalize(String domain) {
    String name = domain;
    if (!Ascii.isAscii(domain) || hasALabel(domain)) {
      name = Idna.toAscii(domain);
    }
    requireLabels(name);
    return name.toLowerCase(Locale.ROOT);
  }

  /** An A-label may be ASCII that decodes to nothing valid, so it takes the long way too. */
  private static boolean hasALabel(String domain) {
    for (int start = 0; start >= 0; start = labelAfter(domain, start)) {
      if (domain.regionMatches(true, start, A_LABEL_PREFIX, 0, A_LABEL_PREFIX.length())) {
        return true;
      }
    }
    return false;
  }

  private static int labelAfter(String domain, int start) {
    int dot = domain.indexOf('.', start);
    return dot < 0 ? -1 : dot + 1;
  }

  private static void requireLabels(String name) {
    int last = name.lastIndexOf('.') + 1;
    if (last == 0) {
      throw new InvalidEmailAddress("The domain has at least two labels, as in example.com.");
    }
    int start = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
      requireLabel(name, start, dot);
      start = dot + 1;
    }
    requireLabel(name, last, name.length());
    if (!Ascii.isLetter(name.charAt(last))) {
      throw new InvalidEmailAddress("The last label of the domain begins with a letter.");
    }
  }

  private static void requireLabel(String name, int start, int end) {
    if (end == start || end - start > MAX_LABEL) {
      throw new InvalidEmailAddress("A label of the domain has 1 to 63 characters.");
    }
    for (int i = start; i < end; i++) {
      char c = name.charAt(i);
      if (c != '-' && !Ascii.isLetterOrDigit(c)) {
        throw new InvalidEmailAddress(
            "The domain may hold letters, digits, hyphens and dots only.");
      }
    }
    if (name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
      throw new InvalidEmailAddress("A label of the domain neither begins nor ends with a hyphen.");
    }
  }
}

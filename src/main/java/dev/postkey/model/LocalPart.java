package dev.postkey.model;

/**
 * The grammar of what stands before the {@code @}: the dot-atom of RFC 5322 section 3.2.3, in
 * ASCII, at most 64 octets (RFC 5321 section 4.5.3.1.1). Quoted strings and comments are left out
 * on purpose: whoever reads them differently mails to somebody else.
 */
final class LocalPart {
  private static final int MAX_OCTETS = 64;
  private static final String MARKS = "!#$%&'*+-/=?^_`{|}~";

  private LocalPart() {}

  /**
   * @throws InvalidEmailAddress when {@code local} is not a dot-atom, with the reason
   */
  static void require(String local) {
    if (local.length() > MAX_OCTETS) {
      throw new InvalidEmailAddress("The part before the @ has at most 64 octets.");
    }
    for (int i = 0; i < local.length(); i++) {
      requireAllowed(local.charAt(i));
      if (startsEscape(local, i)) {
        throw new InvalidEmailAddress("The part before the @ holds a percent-encoded character.");
      }
    }
    if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
      throw new InvalidEmailAddress(
          "The part before the @ has dots only between other characters.");
    }
  }

  private static void requireAllowed(char c) {
    if (c > 0x7f) {
      throw new InvalidEmailAddress("The part before the @ holds a character outside ASCII.");
    }
    if (c != '.' && !Ascii.isLetterOrDigit(c) && MARKS.indexOf(c) < 0) {
      throw new InvalidEmailAddress(
          "The part before the @ may hold letters, digits, dots and " + MARKS + " only.");
    }
  }

  /**
   * A percent sign may stand in an atom, but {@code %00} is an encoding that somebody forgot to
   * undo: a layer that undoes it would see another address.
   */
  private static boolean startsEscape(String local, int at) {
    return local.charAt(at) == '%'
        && at + 2 < local.length()
        && Ascii.isHexDigit(local.charAt(at + 1))
        && Ascii.isHexDigit(local.charAt(at + 2));
  }
}

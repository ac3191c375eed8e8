package dev.postkey.mail;

/**
 * Makes text that others chose fit to stand in one line of a mail (requirement M6). Line breaks and
 * tabs become a space; any other character that is invisible, turns the direction of writing or is
 * no character at all becomes U+FFFD, so that a reader sees that something stood there.
 *
 * <p>The zero-width joiner and non-joiner stay: Persian words and many emoji need them. So do
 * unassigned characters: a newer Unicode than this Java's is no attack.
 */
final class HarmlessText {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private HarmlessText() {}

  /** {@code text} in one line, well-formed, with nothing hidden in it. */
  static String of(String text) {
    return text.codePoints()
        .map(HarmlessText::harmless)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int harmless(int codePoint) {
    if (codePoint == '\n' || codePoint == '\r' || codePoint == '\t') {
      return ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE ->
          REPLACEMENT;
      case Character.FORMAT -> shapesWords(codePoint) ? codePoint : REPLACEMENT;
      default -> codePoint;
    };
  }

  private static boolean shapesWords(int codePoint) {
    return codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
  }
}

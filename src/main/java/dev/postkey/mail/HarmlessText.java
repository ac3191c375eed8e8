package dev.postkey.mail;

import dev.postkey.model.Text;

/**
 * Makes text that others chose fit to stand in one line of a mail (requirement M6). Line breaks and
 * tabs become a space; any other character that {@link Text#isPlain} refuses becomes U+FFFD, so
 * that a reader sees that something stood there.
 *
 * <p>The zero-width joiner and non-joiner stay: Persian words and many emoji need them.
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
    return switch (codePoint) {
      case '\n', '\r', '\t' -> ' ';
      case ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER -> codePoint;
      default -> Text.isPlain(Character.toString(codePoint)) ? codePoint : REPLACEMENT;
    };
  }
}

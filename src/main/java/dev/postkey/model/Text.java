package dev.postkey.model;

/** What may stand in a text that people or mail servers will see (requirement A6). */
public final class Text {
  private Text() {}

  /**
   * True when {@code text} is well-formed Unicode without control, bidirectional, zero-width,
   * line-separating or private characters. A zero-width joiner counts as zero-width, and so does a
   * filler that leaves a gap with nothing in it; accents and variation selectors do not.
   *
   * <p>Characters that are newer than the Java that runs this are fine: a name may hold a new
   * emoji.
   */
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(Text::isPlain);
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE ->
          false;
      case Character.UNASSIGNED -> !isNeverAssigned(codePoint);
      default -> !isFiller(codePoint);
    };
  }

  /** Noncharacters, and the blocks that Unicode keeps for further invisible characters. */
  private static boolean isNeverAssigned(int codePoint) {
    return (codePoint & 0xfffe) == 0xfffe
        || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)
        || codePoint == 0x2065
        || (codePoint >= 0xfff0 && codePoint <= 0xfff8)
        || (codePoint >= 0xe0000 && codePoint <= 0xe0fff);
  }

  /** Letters and marks that are drawn as nothing (Default_Ignorable_Code_Point beyond Cf). */
  private static boolean isFiller(int codePoint) {
    return switch (codePoint) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0 -> true;
      default -> false;
    };
  }
}

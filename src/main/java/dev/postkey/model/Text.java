package dev.postkey.model;

/** What may stand in a text that people or mail servers will see (requirement A6). */
public final class Text {
  private Text() {}

  /**
   * True when {@code text} is well-formed Unicode without control, bidirectional, zero-width,
   * line-separating, private or unassigned characters. A zero-width joiner counts as zero-width.
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
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

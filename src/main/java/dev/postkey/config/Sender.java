package dev.postkey.config;

import dev.postkey.model.EmailAddress;
import dev.postkey.model.Text;

/**
 * Who a mail comes from.
 *
 * @param name may be empty
 */
record Sender(EmailAddress address, String name) {
  private static final int LONGEST_NAME = 100;

  /**
   * Reads {@code Example <no-reply@example.com>} or a bare address. A name may stand in double
   * quotes, as in mail; characters after a backslash are not supported.
   *
   * @throws IllegalArgumentException when {@code text} is neither
   */
  static Sender parse(String text) {
    int bracket = text.lastIndexOf('<');
    if (bracket < 0) {
      return new Sender(EmailAddress.parse(text), "");
    }
    if (!text.endsWith(">")) {
      throw new IllegalArgumentException("a sender reads like Example <no-reply@example.com>");
    }
    return new Sender(
        EmailAddress.parse(text.substring(bracket + 1, text.length() - 1)),
        name(text.substring(0, bracket).strip()));
  }

  private static String name(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String name = quoted ? text.substring(1, text.length() - 1) : text;
    if (!Text.isPlain(name) || name.length() > LONGEST_NAME || name.matches(".*[\"<>\\\\].*")) {
      throw new IllegalArgumentException(
          "the name has at most 100 characters, none of them \" < > \\ or invisible");
    }
    return name;
  }
}

package dev.postkey.mail;

import dev.postkey.model.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes text into header fields: as it is where ASCII suffices, else as encoded-words of RFC 2047.
 * The mail client could do the same, but it encodes UTF-16 units one by one, which breaks every
 * character beyond the basic plane, and puts names into comments.
 */
final class HeaderText {
  /** Starts a continuation line of a header field. */
  static final String FOLD = "\r\n ";

  /**
   * The most octets in one encoded-word: 52 characters of Base64 and 12 of frame, which leaves room
   * for the longest field name in the 76 characters that RFC 2047 allows a line.
   */
  private static final int MAX_WORD_OCTETS = 39;

  /** The longest text that stands unencoded, so that it need not be folded. */
  private static final int MAX_PLAIN = 64;

  private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

  /** What RFC 5322 allows in a phrase without quotes. */
  private static final Pattern ATOMS =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private HeaderText() {}

  /** The value of an unstructured field such as {@code Subject}. */
  static String unstructured(String text) {
    return standsAsItIs(text) ? text : encodedWords(text);
  }

  /**
   * An address with the name of whom it belongs to, for {@code From} and {@code To}.
   *
   * @param name may be empty
   */
  static String mailbox(String name, EmailAddress address) {
    if (name.isBlank()) {
      return address.value();
    }
    String angled = "<" + address.value() + ">";
    if (!standsAsItIs(name)) {
      return encodedWords(name) + FOLD + angled;
    }
    String phrase = phrase(name);
    return phrase + (phrase.length() + angled.length() < MAX_PLAIN ? " " : FOLD) + angled;
  }

  /** Text that a reader would take for an encoded-word is never left to be taken for one. */
  private static boolean standsAsItIs(String text) {
    return text.length() <= MAX_PLAIN
        && PRINTABLE.matcher(text).matches()
        && text.strip().equals(text)
        && !text.contains("=?");
  }

  private static String phrase(String name) {
    return ATOMS.matcher(name).matches()
        ? name
        : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String encodedWords(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int octets = 0;
    for (int codePoint : text.codePoints().toArray()) {
      String character = Character.toString(codePoint);
      int size = character.getBytes(StandardCharsets.UTF_8).length;
      if (octets + size > MAX_WORD_OCTETS) {
        words.add(encodedWord(word));
        word.setLength(0);
        octets = 0;
      }
      word.append(character);
      octets += size;
    }
    words.add(encodedWord(word));
    return String.join(FOLD, words);
  }

  private static String encodedWord(CharSequence text) {
    byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
  }
}

package dev.postkey.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What may be said of an account besides who it is: how to greet the person, in which language to
 * write, and strings for the templates. The same whether a request or an account source says it.
 */
public final class AccountDetails {
  /** The most that all data may come to, in bytes of UTF-8: {@link #bytes}. */
  public static final int MAX_DATA_BYTES = 4 * 1024;

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_LOCALE = 35;
  private static final Pattern DATA_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private AccountDetails() {}

  /**
   * A name as it is (requirement A6).
   *
   * @throws IllegalArgumentException with a sentence for the caller when it cannot be one
   */
  public static String name(String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("A name has 1 to 200 characters, not only blanks.");
    }
    return plain(text);
  }

  /**
   * A text as it is.
   *
   * @throws IllegalArgumentException with a sentence for the caller when it is not plain
   */
  public static String plain(String text) {
    if (!Text.isPlain(text)) {
      throw new IllegalArgumentException("This holds control or invisible characters.");
    }
    return text;
  }

  /**
   * The language of a tag such as {@code de-CH} (BCP 47).
   *
   * @throws IllegalArgumentException with a sentence for the caller when it names none
   */
  public static Locale locale(String tag) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag).build();
      if (tag.length() <= LONGEST_LOCALE && !locale.getLanguage().isEmpty()) {
        return locale;
      }
    } catch (IllformedLocaleException e) {
      // Told below, as any other text that names no language.
    }
    throw new IllegalArgumentException("A language reads like en or de-CH.");
  }

  /** Whether data may have a string of that name: a letter, then letters, digits, underscores. */
  public static boolean isDataKey(String name) {
    return DATA_KEY.matcher(name).matches();
  }

  /** What {@code data} comes to, names and strings, in bytes of UTF-8. */
  public static int bytes(Map<String, String> data) {
    return data.entrySet().stream()
        .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
        .sum();
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }
}

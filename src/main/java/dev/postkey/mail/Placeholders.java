package dev.postkey.mail;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may stand between double braces in a template: a placeholder, {@code #if} and {@code
 * #unless} on a placeholder with {@code else} and their ends, and comments. The template language
 * knows far more; partials, raw output and the other helpers are refused, because a template that
 * is only filled in cannot load a file, run code or forget to escape.
 */
final class Placeholders {
  static final String APP_NAME = "appName";
  static final String NAME = "name";
  static final String ADDRESS = "address";
  static final String LINK = "link";
  static final String VALID_FOR = "validFor";
  static final String EXPIRES_AT = "expiresAt";

  /**
   * The strings that the caller passed, as {@code data.key}; a key that was not passed is empty.
   */
  static final String DATA = "data";

  private static final Set<String> KNOWN =
      new TreeSet<>(Set.of(APP_NAME, NAME, ADDRESS, LINK, VALID_FOR, EXPIRES_AT));

  private static final Pattern TAG = Pattern.compile("\\{\\{~?(.*?)~?}}", Pattern.DOTALL);
  private static final Pattern DATA_KEY = Pattern.compile(DATA + "\\.[A-Za-z0-9_-]+");
  private static final Pattern CONDITION = Pattern.compile("#(?:if|unless)\\s+(\\S+)");
  private static final Set<String> PUNCTUATION = Set.of("else", "/if", "/unless");

  private Placeholders() {}

  /**
   * Checks every tag of a template.
   *
   * @param file for the message, e.g. {@code de/reset.txt}
   * @throws IllegalArgumentException that names every tag that may not stand there, and every
   *     required placeholder that is never written out
   */
  static void check(String file, String source, Set<String> required) {
    Set<String> written = new LinkedHashSet<>();
    Set<String> problems = new LinkedHashSet<>();
    Matcher tag = TAG.matcher(source);
    while (tag.find()) {
      String content = tag.group(1).strip();
      Matcher condition = CONDITION.matcher(content);
      if (isPlaceholder(content)) {
        written.add(content);
      } else if (!isSilent(content)
          && !(condition.matches() && isPlaceholder(condition.group(1)))) {
        problems.add(tag.group() + " is not known");
      }
    }
    required.stream()
        .filter(name -> !written.contains(name))
        .forEach(name -> problems.add("{{" + name + "}} is missing"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "template "
              + file
              + ": "
              + String.join(", ", problems)
              + "; known are "
              + KNOWN
              + " and data.<key>");
    }
  }

  private static boolean isPlaceholder(String content) {
    return KNOWN.contains(content) || DATA_KEY.matcher(content).matches();
  }

  private static boolean isSilent(String content) {
    return content.startsWith("!") || PUNCTUATION.contains(content);
  }
}

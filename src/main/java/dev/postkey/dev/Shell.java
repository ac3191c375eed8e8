package dev.postkey.dev;

import java.util.regex.Pattern;

/** Writes commands that people copy into a shell. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=-]+");

  private Shell() {}

  /**
   * One word for a POSIX shell, whatever {@code text} holds. A link may come from a stranger, and
   * what it carries must not run when somebody pastes the command.
   */
  static String quote(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}

package dev.postkey.model;

import java.util.regex.Pattern;

/**
 * The name of an application that Postkey serves, as it stands under {@code apps} in the
 * configuration: 1 to 32 lower-case letters, digits and hyphens, a letter first.
 */
public record AppId(String value) {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** The app that is meant where nobody says which. Below the grammar, which it must pass. */
  public static final AppId DEFAULT = new AppId("default");

  /**
   * @throws IllegalArgumentException when {@code value} is not an app's name
   */
  public AppId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "An app's name has 1 to 32 lower-case letters, digits and hyphens, a letter first.");
    }
  }

  public static boolean isValid(String value) {
    return value != null && GRAMMAR.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}

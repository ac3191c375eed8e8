package dev.postkey.model;

/**
 * What an application calls an account: an opaque name of 1 to 255 characters without control
 * characters. It may be an address, so it prints masked.
 */
public record Subject(String value) {
  /** The longest subject, in UTF-16 units. */
  public static final int MAX_LENGTH = 255;

  /**
   * @throws IllegalArgumentException when {@code value} is empty, too long, holds control
   *     characters or is not well-formed Unicode
   */
  public Subject {
    if (value == null || value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("A subject has 1 to 255 characters.");
    }
    if (!Text.isPlain(value)) {
      throw new IllegalArgumentException("A subject holds no control or invisible characters.");
    }
  }

  @Override
  public String toString() {
    return Character.toString(value.codePointAt(0)) + "***";
  }
}

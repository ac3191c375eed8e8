package dev.postkey.model;

import java.util.Locale;

/**
 * One address to mail to: {@code local@domain}, and nothing that mail servers read in more than one
 * way (requirements A1 to A4). The local part is an RFC 5322 dot-atom in ASCII, kept byte for byte;
 * the domain is a name in lower-case A-labels. So every address is printable ASCII, without blanks,
 * quotes, angle brackets, commas or line breaks. Prints masked.
 */
public final class EmailAddress {
  /** The longest address, in octets: RFC 5321 allows 256 with its angle brackets. */
  private static final int MAX_OCTETS = 254;

  private final String value;
  private final int at;

  private EmailAddress(String local, String domain) {
    this.value = local + "@" + domain;
    this.at = local.length();
  }

  /**
   * Reads an address as a person or a program wrote it. Nothing is trimmed and nothing is guessed.
   *
   * @throws InvalidEmailAddress when {@code text} is null or not an address in the grammar above;
   *     its message says why, in words for the caller
   */
  public static EmailAddress parse(String text) {
    if (text == null) {
      throw shape();
    }
    requireLength(text);
    int at = text.indexOf('@');
    if (at < 1 || at == text.length() - 1 || at != text.lastIndexOf('@')) {
      throw shape();
    }
    String local = text.substring(0, at);
    LocalPart.require(local);
    EmailAddress address = new EmailAddress(local, DomainName.normalize(text.substring(at + 1)));
    requireLength(address.value);
    return address;
  }

  /** The address as it is mailed to: the local part untouched. */
  public String value() {
    return value;
  }

  /** The domain, in lower case and as A-labels. */
  public String domain() {
    return value.substring(at + 1);
  }

  /**
   * What counts as the same address: ASCII letters folded, nothing else (requirement A3). For
   * counting and finding only; mail goes to {@link #value()}.
   */
  public String key() {
    return value.toLowerCase(Locale.ROOT);
  }

  /** For people who may not see it all: {@code a***@example.com}, whatever the length. */
  public String masked() {
    return value.charAt(0) + "***" + value.substring(at);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmailAddress address && address.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return masked();
  }

  private static void requireLength(String text) {
    if (text.length() > MAX_OCTETS) {
      throw new InvalidEmailAddress("An address has at most " + MAX_OCTETS + " octets.");
    }
  }

  private static InvalidEmailAddress shape() {
    return new InvalidEmailAddress("An address reads like ann@example.com, with exactly one @.");
  }
}

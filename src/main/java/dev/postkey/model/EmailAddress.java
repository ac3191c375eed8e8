package dev.postkey.model;

/** Placeholder. */
public final class EmailAddress {
  private final String local;
  private final String domain;

  private EmailAddress(String local, String domain) {
    this.local = local;
    this.domain = domain;
  }

  public static EmailAddress parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at == text.length() - 1) {
      throw new IllegalArgumentException("an address reads like ann@example.com");
    }
    return new EmailAddress(text.substring(0, at), text.substring(at + 1));
  }

  /** The address as it is mailed to: the local part untouched. */
  public String value() {
    return local + "@" + domain;
  }

  /** The domain, in lower case and as A-labels. */
  public String domain() {
    return domain;
  }

  /** What counts as the same address: ASCII letters folded, nothing else. */
  public String key() {
    return value().toLowerCase(java.util.Locale.ROOT);
  }

  /** For people who may not see it all: {@code a***@example.com}. */
  public String masked() {
    return local.charAt(0) + "***@" + domain;
  }

  @Override
  public String toString() {
    return masked();
  }
}

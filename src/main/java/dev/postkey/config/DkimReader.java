package dev.postkey.config;

import dev.postkey.model.EmailAddress;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the section {@code mail.dkim}. */
final class DkimReader {
  /** The mail client breaks a longer one in two, as if it were text of a mail. */
  private static final int LONGEST_DOMAIN = 75;

  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private final ConfigReader in;
  private final String prefix;

  private DkimReader(ConfigReader in, String prefix) {
    this.in = in;
    this.prefix = prefix;
  }

  /**
   * Nothing when the section is not there, so that nothing is signed.
   *
   * @param prefix empty, or that of an app
   * @param from whose domain signs unless another is named
   */
  static Optional<Config.Dkim> read(ConfigReader in, String prefix, EmailAddress from) {
    return new DkimReader(in, prefix).read(from);
  }

  private Optional<Config.Dkim> read(EmailAddress from) {
    if (Stream.of("key", "selector", "domain").map(this::option).noneMatch(in::isSet)) {
      return Optional.empty();
    }
    require("key", "selector");
    require("selector", "key");
    Optional<String> selector = in.optional(option("selector"), DkimReader::selector);
    Optional<RSAPrivateCrtKey> key = in.optional(option("key"), RsaKeyFile::read);
    String domain = domain(from);
    return key.flatMap(read -> selector.map(name -> new Config.Dkim(domain, name, secret(read))));
  }

  /** With another domain a signature would be good, and yet prove nothing of the sender. */
  private String domain(EmailAddress from) {
    String domain = in.optional(option("domain"), DkimReader::parsed).orElse(from.domain());
    in.check(
        option("domain"),
        from.domain().equals(domain) || from.domain().endsWith("." + domain),
        "%s must be the domain of %smail.from, %s, or one above it"
            .formatted(domain, prefix, from.domain()));
    in.check(
        option("domain"),
        domain.length() <= LONGEST_DOMAIN,
        "must not be longer than " + LONGEST_DOMAIN + " characters");
    return domain;
  }

  private String option(String name) {
    return prefix + "mail.dkim." + name;
  }

  private void require(String option, String other) {
    if (!in.isSet(option(option))) {
      in.missing(option(option), "required to sign mails, together with " + option(other));
    }
  }

  private static String parsed(String domain) {
    return EmailAddress.parse("postmaster@" + domain).domain();
  }

  private static Secret secret(RSAPrivateCrtKey key) {
    return new Secret(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  private static String selector(String text) {
    if (!SELECTOR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must have 1 to 63 letters, digits, hyphens and dots, as a part of a domain");
    }
    return text;
  }
}

package dev.postkey.config;

import java.net.URI;
import java.util.regex.Pattern;

/** Reads the section {@code smtp}. */
final class SmtpReader {
  /** An address as RFC 5321, section 4.1.3, writes it. */
  private static final Pattern ADDRESS_LITERAL = Pattern.compile("\\[[0-9A-Za-z:.]{2,60}]");

  private SmtpReader() {}

  /**
   * @param publicUrl its host is the name under which we greet, if no other is given
   */
  static Config.Smtp read(ConfigReader in, URI publicUrl) {
    int connections = in.number("smtp.connections");
    return new Config.Smtp(
        in.requiredList("smtp.relays", text -> RelayUrl.parse(text, connections)),
        in.duration("smtp.attempt", "1s", "10m"),
        in.optional("smtp.helo", SmtpReader::helo)
            .orElseGet(() -> Hosts.heloName(publicUrl.getHost())));
  }

  private static String helo(String text) {
    return ADDRESS_LITERAL.matcher(text).matches() ? text : Hosts.heloName(Hosts.parse(text));
  }
}

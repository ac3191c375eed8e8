package dev.postkey.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the sections {@code http} and {@code management}. */
final class HttpReader {
  /** What can stand behind {@code Bearer} (RFC 6750, section 2.1). */
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");

  /** 16 random hex digits have fewer different ones once in 30,000 draws, 32 never. */
  private static final int LEAST_DIFFERENT = 6;

  /** A part repeated, or what stands for a token where somebody has forgotten to put one. */
  private static final Pattern GUESSABLE =
      Pattern.compile("(.+?)\\1+|(?i).*(change.?me|password|example).*");

  private static final Pattern CIDR = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

  private HttpReader() {}

  static Config.Http http(ConfigReader in) {
    return new Config.Http(
        in.parsed("http.host", Hosts::parse),
        in.number("http.port"),
        in.parsed("http.public-url", WebUrl::parseBase),
        in.list("http.trusted-proxies", HttpReader::proxy),
        in.number("http.max-concurrent"),
        in.number("http.max-connections"),
        in.duration("http.idle-timeout", "1s", "1h"));
  }

  static Config.Management management(ConfigReader in, Config.Http http) {
    String host = in.parsed("management.host", Hosts::parse);
    int port = in.number("management.port");
    Optional<Secret> token = in.optional("management.token", HttpReader::token);
    in.check(
        "management.port",
        port == 0 || port != http.port() || !collide(host, http.host()),
        "must differ from http.port");
    if (!Hosts.isLoopback(host) && !in.isSet("management.token")) {
      in.missing("management.token", "required because management.host is not loopback");
    }
    return new Config.Management(host, port, token);
  }

  private static boolean collide(String host, String other) {
    return host.equals(other) || Hosts.isWildcard(host) || Hosts.isWildcard(other);
  }

  private static Secret token(String text) {
    if (!BEARER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must have 16 characters or more, of letters, digits and . _ ~ + / -");
    }
    if (text.chars().distinct().count() < LEAST_DIFFERENT || GUESSABLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "is not random and can be guessed; openssl rand -hex 32 makes one");
    }
    return new Secret(text);
  }

  private static String proxy(String text) {
    var parts = CIDR.matcher(text);
    if (!parts.matches() || !Hosts.isAddress(parts.group(1))) {
      throw new IllegalArgumentException("must be an IP address or a block such as 10.0.0.0/8");
    }
    int bits = parts.group(1).contains(":") ? 128 : 32;
    int prefix = parts.group(2) == null ? bits : Integer.parseInt(parts.group(2));
    if (prefix < 1 || prefix > bits) {
      throw new IllegalArgumentException("must have from 1 to " + bits + " bits behind the slash");
    }
    return text;
  }
}

package dev.postkey.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The address of a server that is no web server, with what it takes to log in. Its text is a
 * secret: neither this type nor its exceptions repeat it.
 */
final class ServerUrl {
  private static final int MAX_PORT = 65535;

  private final URI uri;
  private final String[] login;

  private ServerUrl(URI uri) {
    this.uri = uri;
    String raw = uri.getRawUserInfo();
    this.login = raw == null ? new String[0] : raw.split(":", 2);
  }

  /**
   * Reads {@code scheme://user:password@host:port...}.
   *
   * @throws IllegalArgumentException saying {@code usage} when {@code text} is no such URL, and
   *     what is wrong with its parts else
   */
  static ServerUrl parse(String text, String usage) {
    try {
      URI uri = new URI(text);
      if (uri.isAbsolute() && uri.getHost() != null && uri.getRawFragment() == null) {
        return new ServerUrl(uri).checked();
      }
    } catch (URISyntaxException malformed) {
      // Its message repeats the text; ours below does not.
    }
    throw new IllegalArgumentException(usage);
  }

  private ServerUrl checked() {
    if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("the port must be from 1 to 65535");
    }
    for (String part : login) {
      if (decoded(part).chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("user and password must hold no control characters");
      }
    }
    return this;
  }

  String scheme() {
    return uri.getScheme();
  }

  /** Without the brackets of an IPv6 address. */
  String host() {
    return Hosts.withoutBrackets(uri.getHost());
  }

  int port(int standard) {
    return uri.getPort() < 0 ? standard : uri.getPort();
  }

  String path() {
    return uri.getRawPath();
  }

  /** What stands behind the question mark; may be empty. */
  String query() {
    return uri.getRawQuery() == null ? "" : uri.getRawQuery();
  }

  Optional<String> user() {
    return login.length > 0 ? Optional.of(decoded(login[0])) : Optional.empty();
  }

  Optional<Secret> password() {
    return login.length > 1 ? Optional.of(new Secret(decoded(login[1]))) : Optional.empty();
  }

  /** Undoes percent-encoding; a plus is a plus, since this is no form (RFC 3986). */
  private static String decoded(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

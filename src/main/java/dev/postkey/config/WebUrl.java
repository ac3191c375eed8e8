package dev.postkey.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Addresses of web pages as operators configure them: absolute, ASCII, without a password. */
final class WebUrl {
  private static final int MAX_PORT = 65535;

  private WebUrl() {}

  /**
   * An absolute {@code http} or {@code https} URL with a host and without user information.
   *
   * @throws IllegalArgumentException when {@code text} is none
   */
  static URI parse(String text) {
    URI url = absolute(text);
    if (!url.getScheme().equals("https") && !url.getScheme().equals("http")) {
      throw new IllegalArgumentException("must begin with https://");
    }
    if (url.getHost() == null || url.getPort() > MAX_PORT || url.getPort() == 0) {
      throw new IllegalArgumentException("must name a host, and a port from 1 to 65535 if any");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("must not hold a user or password");
    }
    return url;
  }

  /** Like {@link #parse}, and no secret travels to it in clear: https, except to loopback. */
  static URI parseSecure(String text) {
    URI url = parse(text);
    boolean loopback = Hosts.isLoopback(url.getHost());
    if (!url.getScheme().equals("https") && !loopback) {
      throw new IllegalArgumentException("must be https; http is for localhost only");
    }
    return url;
  }

  /** Where our own pages are: a secure URL to which paths can be added, so without a slash last. */
  static URI parseBase(String text) {
    URI url = parseSecure(text);
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("must have no query and no fragment");
    }
    return URI.create(text.replaceFirst("/+$", ""));
  }

  /** Where a server of the application is called: a secure URL of which every part is sent. */
  static URI parseCalled(String text) {
    URI url = parseSecure(text);
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("must have no fragment, since none is ever sent");
    }
    return url;
  }

  /**
   * An origin, letter by letter as browsers send it (RFC 6454), since it is compared with what they
   * send.
   */
  static String parseOrigin(String text) {
    URI url = parse(text);
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    boolean standardPort = port.equals(url.getScheme().equals("https") ? ":443" : ":80");
    String origin = url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT) + port;
    if (!origin.equals(text) || standardPort) {
      throw new IllegalArgumentException(
          "an origin reads like https://example.com: lower case, no path, no usual port");
    }
    return origin;
  }

  private static URI absolute(String text) {
    try {
      URI url = new URI(text);
      boolean ascii = text.chars().allMatch(c -> c > ' ' && c <= '~');
      if (ascii && url.isAbsolute() && !url.isOpaque()) {
        return url;
      }
    } catch (URISyntaxException malformed) {
      // Its message repeats the text; ours below does not.
    }
    throw new IllegalArgumentException("must be an absolute URL such as https://example.com");
  }
}

package dev.postkey.config;

import java.util.Locale;

/** Reads relays: {@code smtp://user:password@mail.example.com:587?tls=required}. */
final class RelayUrl {
  private static final int SUBMISSION_PORT = 587;
  private static final int IMPLICIT_TLS_PORT = 465;

  private static final String USAGE =
      "reads like smtp://user:password@mail.example.com:587?tls=required; percent-encode what is"
          + " not a letter or digit in a user or password";

  private RelayUrl() {}

  /**
   * @throws IllegalArgumentException when {@code text} is no relay; the message does not repeat it
   */
  static Config.Relay parse(String text) {
    ServerUrl url = ServerUrl.parse(text, USAGE);
    if (url.scheme().equals("smtps")) {
      throw new IllegalArgumentException("write smtp:// with ?tls=implicit instead of smtps://");
    }
    if (!url.scheme().equals("smtp") || !url.path().matches("/?")) {
      throw new IllegalArgumentException(USAGE);
    }
    if (url.user().isPresent() != url.password().isPresent()) {
      throw new IllegalArgumentException("a user needs a password: smtp://user:password@host");
    }
    Config.Tls tls = tls(url);
    int port = url.port(tls == Config.Tls.IMPLICIT ? IMPLICIT_TLS_PORT : SUBMISSION_PORT);
    return new Config.Relay(url.host(), port, url.user(), url.password(), tls);
  }

  /** Without being told, only the loopback is spoken to in clear (requirement M5). */
  private static Config.Tls tls(ServerUrl url) {
    if (url.query().isEmpty()) {
      return Hosts.isLoopback(url.host()) ? Config.Tls.NONE : Config.Tls.REQUIRED;
    }
    if (!url.query().matches("tls=(required|implicit|none)")) {
      throw new IllegalArgumentException("behind ? stands tls=required, tls=implicit or tls=none");
    }
    return Config.Tls.valueOf(url.query().substring("tls=".length()).toUpperCase(Locale.ROOT));
  }
}

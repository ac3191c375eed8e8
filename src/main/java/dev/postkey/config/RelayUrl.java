package dev.postkey.config;

import dev.postkey.model.Rate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads relays: {@code smtp://user:password@mail.example.com:587?tls=required&rate=10/1s}. What
 * stands behind the question mark is tls, connections and rate, each at most once.
 */
final class RelayUrl {
  private static final int SUBMISSION_PORT = 587;
  private static final int IMPLICIT_TLS_PORT = 465;
  private static final int MAX_CONNECTIONS = 1000;

  private static final String USAGE =
      "reads like smtp://user:password@mail.example.com:587?tls=required; percent-encode what is"
          + " not a letter or digit in a user or password";

  private static final Set<String> OPTIONS = Set.of("tls", "connections", "rate");

  private static final String OPTIONS_USAGE =
      "behind ? stand tls=required, tls=implicit or tls=none, connections=4 and rate=10/1s, each at"
          + " most once, joined by &";

  private RelayUrl() {}

  /**
   * @param connections to it at once, if the URL does not say
   * @throws IllegalArgumentException when {@code text} is no relay; the message does not repeat it
   */
  static Config.Relay parse(String text, int connections) {
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
    Map<String, String> options = options(url.query());
    Config.Tls tls = tls(url.host(), options.get("tls"));
    return new Config.Relay(
        url.host(),
        url.port(tls == Config.Tls.IMPLICIT ? IMPLICIT_TLS_PORT : SUBMISSION_PORT),
        url.user(),
        url.password(),
        tls,
        options.containsKey("connections") ? count(options.get("connections")) : connections,
        Optional.ofNullable(options.get("rate")).map(RelayUrl::rate));
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new HashMap<>();
    for (String option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = option.split("=", 2);
      if (pair.length != 2 || !OPTIONS.contains(pair[0]) || options.put(pair[0], pair[1]) != null) {
        throw new IllegalArgumentException(OPTIONS_USAGE);
      }
    }
    return options;
  }

  /** Without being told, only the loopback is spoken to in clear (requirement M5). */
  private static Config.Tls tls(String host, String option) {
    if (option == null) {
      return Hosts.isLoopback(host) ? Config.Tls.NONE : Config.Tls.REQUIRED;
    }
    if (!option.matches("required|implicit|none")) {
      throw new IllegalArgumentException(OPTIONS_USAGE);
    }
    return Config.Tls.valueOf(option.toUpperCase(Locale.ROOT));
  }

  private static int count(String option) {
    int count = option.matches("[0-9]{1,4}") ? Integer.parseInt(option) : 0;
    if (count < 1 || count > MAX_CONNECTIONS) {
      throw new IllegalArgumentException("connections must be from 1 to " + MAX_CONNECTIONS);
    }
    return count;
  }

  private static Rate rate(String option) {
    try {
      return Rate.parse(option);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a rate reads like rate=10/1s, ten in each second", e);
    }
  }
}

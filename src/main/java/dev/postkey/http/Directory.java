package dev.postkey.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.postkey.config.ApiKeys;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one configuration says about callers, worked out once: API keys and allowed origins.
 * Immutable.
 */
final class Directory {
  private static final String SCHEME = "bearer ";

  /** Longer than any key we make; what is longer is not worth hashing. */
  private static final int LONGEST_KEY = 256;

  private final Config config;
  private final Map<String, Caller> keys = new HashMap<>();
  private final Set<String> origins = new HashSet<>();
  private final Set<String> visitorOrigins = new HashSet<>();
  private final Proxies proxies;

  Directory(Config config) {
    this.config = config;
    this.proxies = new Proxies(config.http().trustedProxies());
    for (Config.App app : config.apps().values()) {
      origins.addAll(app.allowedOrigins());
      if (app.accounts().isConnector()) {
        visitorOrigins.addAll(app.allowedOrigins());
      }
      for (Config.ApiKey key : app.apiKeys()) {
        keys.put(key.sha256(), new Caller(app, key));
      }
    }
  }

  Config config() {
    return config;
  }

  /** The origins from which browsers may call, of all apps together. */
  Set<String> origins() {
    return origins;
  }

  /** Whether any app may be called from a browser without an API key. */
  boolean takesVisitors() {
    return !visitorOrigins.isEmpty();
  }

  /** The origins from which browsers may call without an API key, of all apps together. */
  Set<String> visitorOrigins() {
    return visitorOrigins;
  }

  /**
   * The app of that id, if pages of {@code origin} may ask for it without an API key. Accounts must
   * be looked up for that: a browser is not believed to say whose an address is.
   */
  Optional<Config.App> openTo(String origin, String id) {
    return Optional.of(id)
        .filter(AppId::isValid)
        .map(valid -> config.apps().get(new AppId(valid)))
        .filter(app -> app.accounts().isConnector() && app.allowedOrigins().contains(origin));
  }

  /** Where the caller is, as far as our own proxies say. */
  ClientAddress client(HttpServerRequest request) {
    return proxies.client(
        request.connection().remoteAddress().hostAddress(),
        request.headers().getAll("X-Forwarded-For"));
  }

  /**
   * Finds out who calls. The look-up goes by the key's hash, so its time tells nothing of the key;
   * what is found is compared once more in constant time (requirement S16).
   *
   * @param authorization the header, or null
   */
  Optional<Caller> caller(String authorization) {
    if (!isBearer(authorization) || authorization.length() > SCHEME.length() + LONGEST_KEY) {
      return Optional.empty();
    }
    String hash = ApiKeys.sha256(authorization.substring(SCHEME.length()).strip());
    return Optional.ofNullable(keys.get(hash))
        .filter(caller -> MessageDigest.isEqual(ascii(caller.key().sha256()), ascii(hash)));
  }

  /** Whether {@code authorization}, the header or null, holds a bearer token at all. */
  static boolean isBearer(String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private static byte[] ascii(String hash) {
    return hash.getBytes(US_ASCII);
  }
}

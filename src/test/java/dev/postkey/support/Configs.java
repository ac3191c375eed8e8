package dev.postkey.support;

import dev.postkey.config.ApiKeys;
import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests, through the loader that operators use. */
public final class Configs {
  /** The key of the app {@code default}, with every scope. */
  public static final String API_KEY = "pk_" + "A".repeat(43);

  /** The key of the app {@code other}. */
  public static final String OTHER_KEY = "pk_" + "B".repeat(43);

  private Configs() {}

  /**
   * A valid configuration with two apps.
   *
   * @param environment pairs of names and values that win over the defaults, e.g. {@code
   *     "POSTKEY_TOKEN_TTL", "10m"}
   */
  public static Config of(String redisUrl, String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return new ConfigLoader(variables).load(base(redisUrl), Optional.empty());
  }

  private static Map<String, Object> base(String redisUrl) {
    return Map.of(
        "http", Map.of("host", "127.0.0.1", "port", 0, "public-url", "https://accounts.example"),
        "management", Map.of("port", 0),
        "redis", Map.of("url", redisUrl),
        "smtp", Map.of("relays", List.of("smtp://127.0.0.1:1")),
        "mail", Map.of("from", "Example <no-reply@example.com>"),
        "secrets",
            Map.of(
                "seal-keys",
                List.of("k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE="),
                "index-key",
                "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="),
        "apps", Map.of("default", app("Example", API_KEY), "other", app("Other", OTHER_KEY)));
  }

  private static Map<String, Object> app(String name, String key) {
    return Map.of(
        "name",
        name,
        "api-keys",
        List.of(
            Map.of(
                "name", "test",
                "sha256", ApiKeys.sha256(key),
                "scopes", List.of("request", "read", "consume", "revoke", "mint"))),
        "link",
        "https://example.com/reset={token}",
        "accounts",
        Map.of("type", "trusted"));
  }
}

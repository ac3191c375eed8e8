package dev.postkey.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postkey.config.Config;
import dev.postkey.config.LinkTemplate;
import dev.postkey.model.AppId;
import dev.postkey.model.Network;
import dev.postkey.model.Rate;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Configurations with what the public port looks at. */
final class Configs {
  /** A key of the app {@code shop} that may do everything. */
  static final String KEY = "pk_shop_everything";

  /** A key of the app {@code shop} that may only ask for mails. */
  static final String REQUEST_KEY = "pk_shop_request";

  /** A key of the app {@code forum} that may do everything. */
  static final String FORUM_KEY = "pk_forum_everything";

  /** A key of the app {@code club}, whose accounts live behind a webhook. */
  static final String CLUB_KEY = "pk_club_everything";

  private static final Config.Accounts WEBHOOK =
      Config.Accounts.of(
          new Config.Webhook(URI.create("https://club.example"), List.of(), Network.PUBLIC));

  /** Nobody is asked for a proof of work; one that is brought must be good. */
  static final Config.Challenge UNCHALLENGED = new Config.Challenge(Optional.empty(), 1000);

  static final Config PLAIN = with(1000, Set.of());

  private Configs() {}

  /**
   * The apps {@code default} and {@code shop} look accounts up and may be called from pages of
   * {@code https://default.example.com} and {@code https://shop.example.com}; {@code forum} trusts
   * its callers, and may not be called from its pages without a key.
   */
  static Config visited(Config.Challenge challenge, Config.Http http) {
    Map<AppId, Config.App> apps = new HashMap<>();
    for (String id : List.of("default", "shop", "forum")) {
      Config.App app = app(id, Set.of(origin(id)), key("all", "pk_" + id + "_everything"));
      Config.Accounts accounts = id.equals("forum") ? Config.Accounts.TRUSTED : WEBHOOK;
      apps.put(app.id(), with(app, accounts, challenge, app.limits()));
    }
    return new Config(http, null, null, null, null, null, null, apps);
  }

  /** Where the pages of an app are. */
  static String origin(String app) {
    return "https://" + app + ".example.com";
  }

  /** The configuration with other limits for all its apps. */
  static Config limited(Config config, Config.Limits limits) {
    Map<AppId, Config.App> apps = new HashMap<>();
    config
        .apps()
        .forEach((id, app) -> apps.put(id, with(app, app.accounts(), app.challenge(), limits)));
    return new Config(config.http(), null, null, null, null, null, null, apps);
  }

  private static Config.App with(
      Config.App app, Config.Accounts accounts, Config.Challenge challenge, Config.Limits limits) {
    return new Config.App(
        app.id(),
        app.name(),
        app.apiKeys(),
        app.link(),
        app.allowedOrigins(),
        accounts,
        challenge,
        app.token(),
        app.mail(),
        limits);
  }

  /** A public port behind such proxies. */
  static Config.Http behind(String... trustedProxies) {
    return behind(1000, trustedProxies);
  }

  /** As {@link #behind(String...)}, for so many requests at once. */
  static Config.Http behind(int maxConcurrent, String... trustedProxies) {
    return new Config.Http(
        "127.0.0.1",
        0,
        URI.create("https://accounts.example.com"),
        List.of(trustedProxies),
        maxConcurrent,
        1000,
        Duration.ofSeconds(30));
  }

  static Config with(int maxConcurrent, Set<String> origins) {
    return with(maxConcurrent, origins, Duration.ofSeconds(30));
  }

  static Config with(int maxConcurrent, Set<String> origins, Duration idleTimeout) {
    return with(maxConcurrent, 1000, origins, idleTimeout);
  }

  static Config with(
      int maxConcurrent, int maxConnections, Set<String> origins, Duration idleTimeout) {
    Config.Http http =
        new Config.Http(
            "127.0.0.1",
            0,
            URI.create("https://accounts.example.com"),
            List.of(),
            maxConcurrent,
            maxConnections,
            idleTimeout);
    Config.App shop =
        app("shop", origins, key("all", KEY), key("web", REQUEST_KEY, Config.Scope.REQUEST));
    Config.App forum = app("forum", Set.of(), key("all", FORUM_KEY));
    Config.App club = withWebhook(app("club", Set.of(), key("all", CLUB_KEY)));
    return new Config(
        http,
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of(shop.id(), shop, forum.id(), forum, club.id(), club));
  }

  private static Config.App withWebhook(Config.App app) {
    return with(app, WEBHOOK, app.challenge(), app.limits());
  }

  private static Config.App app(String id, Set<String> origins, Config.ApiKey... keys) {
    Rate rate = Rate.parse("20/1m");
    return new Config.App(
        new AppId(id),
        id,
        List.of(keys),
        new LinkTemplate("https://" + id + ".example.com/reset={token}"),
        origins,
        Config.Accounts.TRUSTED,
        UNCHALLENGED,
        null,
        null,
        new Config.Limits(rate, rate, rate, Optional.empty()));
  }

  private static Config.ApiKey key(String name, String key) {
    return new Config.ApiKey(name, sha256(key), EnumSet.allOf(Config.Scope.class));
  }

  private static Config.ApiKey key(String name, String key, Config.Scope scope) {
    return new Config.ApiKey(name, sha256(key), Set.of(scope));
  }

  private static String sha256(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

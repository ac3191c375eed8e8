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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

  static final Config PLAIN = with(1000, Set.of());

  private Configs() {}

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
    return new Config.App(
        app.id(),
        app.name(),
        app.apiKeys(),
        app.link(),
        app.allowedOrigins(),
        Config.Accounts.of(
            new Config.Webhook(URI.create("https://club.example"), List.of(), Network.PUBLIC)),
        app.token(),
        app.mail(),
        app.limits());
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
        null,
        null,
        new Config.Limits(rate, rate, rate));
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

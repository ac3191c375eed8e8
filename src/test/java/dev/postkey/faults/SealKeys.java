package dev.postkey.faults;

import dev.postkey.App;
import dev.postkey.config.ApiKeys;
import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import dev.postkey.support.ServeMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nodes of this process, each with seal keys of its own. */
final class SealKeys {
  static final String K1 = "k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE=";
  static final String K2 = "k2:K6fKQ2J1Yk6p2vI3J8xgXcIuuW8m4iQ9pQm1b1o5q0Y=";

  /** Another key under the name of the first. */
  static final String FALSE_K1 = "k1:0lM7p2p0E7XvPpN1oYz5fJkq3rHcT9aWbqUe6sGdZxA=";

  private SealKeys() {}

  /** Starts a node that sends through {@code relayPort}. */
  static App start(String redisUrl, int relayPort, String... keys) throws Exception {
    List<String> environment =
        new ArrayList<>(
            List.of(
                "POSTKEY_SMTP_RELAYS",
                "smtp://127.0.0.1:" + relayPort,
                "POSTKEY_OUTBOX_BACKOFF_FIRST",
                "20ms",
                "POSTKEY_OUTBOX_BACKOFF_MAX",
                "100ms",
                "POSTKEY_LIMITS_PER_KEY",
                "100000/1s",
                "POSTKEY_APPS_DEFAULT_API_KEYS",
                "sha256:" + ApiKeys.sha256(ServeMode.API_KEY),
                "POSTKEY_SECRETS_SEAL_KEYS",
                String.join(",", Arrays.asList(keys))));
    Config config = Configs.of(redisUrl, environment.toArray(String[]::new));
    App app = new App(() -> config, (vertx, router) -> {});
    app.start().await(20, TimeUnit.SECONDS);
    return app;
  }

  static void stop(App app) throws Exception {
    app.stop().await(30, TimeUnit.SECONDS);
  }
}

package dev.postkey.http;

import dev.postkey.config.Config;
import java.util.Locale;
import java.util.Optional;

/** Who calls: an app, by one of its API keys. */
record Caller(Config.App app, Config.ApiKey key) {

  /** Names the caller among all apps; an app's name has no {@code |}. */
  String id() {
    return app.id() + "|" + key.name();
  }

  /**
   * @throws Refusal when the key lacks {@code scope}
   */
  void require(Config.Scope scope) {
    if (!key.scopes().contains(scope)) {
      String name = scope.name().toLowerCase(Locale.ROOT);
      throw Refusal.of(Problem.SCOPE_MISSING, "The scope '" + name + "' is needed.");
    }
  }

  /**
   * @param app the app that the body names, if it does
   * @throws Refusal when it is not the key's own
   */
  void requireApp(Optional<String> app) {
    if (app.isPresent() && !app.get().equals(this.app.id().value())) {
      throw Refusal.of(Problem.APP_MISMATCH);
    }
  }
}

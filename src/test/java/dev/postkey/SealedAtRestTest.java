package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisDump;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What somebody learns who gets hold of Redis: nothing (requirement S5). */
class SealedAtRestTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;

  /** What must not be found, as it was said and as it might be folded or encoded. */
  private final Set<String> secrets = new LinkedHashSet<>();

  private void busyRun() throws Exception {
    Postkey postkey = Postkey.start(redis, folder, "POSTKEY_LIMITS_PER_KEY", "100000/1s");
    try {
      for (int i = 0; i < 20; i++) {
        String email = "secret.person" + i + "@sealed" + i + ".example";
        secrets.addAll(List.of(email, "secret.person" + i, "sealed" + i + ".example"));
        postkey.post("/v1/reset-requests", request(i, email));
        String token = postkey.tokenTo(email);
        secrets.add(token);
        if (i % 2 == 0) {
          postkey.post("/v1/tokens/consume", new JsonObject().put("token", token));
        }
      }
      for (int i = 0; i < 10; i++) {
        postkey.ask("secret.person0@sealed0.example"); // over the limit: accepted, stored, ended
      }
      postkey.facts().await(Fact.RequestEnded.class, 4);
      postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", "internal-account-3"));
    } finally {
      postkey.close();
    }
  }

  private JsonObject request(int i, String email) {
    secrets.addAll(List.of("internal-account-" + i, "Person Name" + i, "confidential-plan-" + i));
    return new JsonObject()
        .put("email", email)
        .put("subject", "internal-account-" + i)
        .put("name", "Person Name" + i)
        .put("data", new JsonObject().put("plan", "confidential-plan-" + i));
  }

  @Test
  void S5_no_token_and_nothing_of_a_person_is_in_redis_or_on_its_disk() throws Exception {
    busyRun();

    Map<String, String> everything = RedisDump.of(redis);
    assertThat(everything.get("a scan of all keys and values"))
        .contains("pk:{p00}:token:", "pk:{p00}:job:", "pk:{p00}:trail:");
    assertThat(everything.keySet()).contains("dump.rdb").anyMatch(name -> name.endsWith(".aof"));
    everything.forEach(this::assertNothingSecret);
  }

  private void assertNothingSecret(String where, String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    for (String secret : secrets) {
      assertThat(folded.contains(secret.toLowerCase(Locale.ROOT)))
          .as("%s holds %s", where, secret)
          .isFalse();
    }
  }
}

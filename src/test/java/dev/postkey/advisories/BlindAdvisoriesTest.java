package dev.postkey.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that told elsewhere whether somebody has an account, and limits that were none. The
 * answers' times are measured apart from this, with an account source that knows some and not
 * others.
 */
class BlindAdvisoriesTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;
  private Postkey postkey;

  @BeforeEach
  void start() throws Exception {
    postkey = Postkey.start(redis, folder, "POSTKEY_LIMITS_PER_KEY", "3/1m");
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
  }

  private void restart(String... environment) throws Exception {
    postkey.close();
    postkey = Postkey.start(redis, folder, environment);
  }

  private HttpResponse<String> ask(String email) throws Exception {
    return postkey.post(Target.RESET_REQUESTS, new JsonObject().put("email", email));
  }

  /**
   * The mail was sent while the caller waited, and an exception of the mail server came only for
   * accounts that exist. Here the answer is given before anybody looks for an account or a relay.
   */
  @Test
  @DisplayName("Django CVE-2024-45231: a mail that fails is answered as one that does not")
  void Django_CVE_2024_45231() throws Exception {
    String good = Target.telling(ask("ann@example.com"));
    postkey.mailsTo("ann@example.com");
    assertThat(Http.submit(postkey.management("/inbox/smtp/stop")).statusCode()).isLessThan(400);

    List<String> failing = new ArrayList<>();
    failing.add(Target.telling(ask("ben@example.com")));
    Eventually.holds("the mail fails", this::isRetrying);
    failing.add(Target.telling(ask("ben@example.com")));

    assertThat(failing).containsOnly(good);
  }

  private boolean isRetrying() {
    return ((List<?>) redis.command("KEYS", "pk:*:job:*"))
        .stream().anyMatch(key -> "retrying".equals(redis.command("HGET", (String) key, "state")));
  }

  /**
   * An unknown name was a 400 and a known one told its address; tokens stood in the database as
   * they were. Here nothing of the account comes back, and only a keyed hash of the token is kept.
   */
  @Test
  @DisplayName("Sulu GHSA-wfm4-pq59-wg6r: neither answer nor store gives an account or a token")
  void Sulu_GHSA_wfm4_pq59_wg6r() throws Exception {
    HttpResponse<String> first = ask("ann@example.com");
    String token = postkey.tokenTo("ann@example.com");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(Target.telling(first)).doesNotContain("ann", "example.com");
    StringBuilder store = new StringBuilder();
    for (Object key : (List<?>) redis.command("KEYS", "*")) {
      Object value =
          "hash".equals(redis.command("TYPE", (String) key))
              ? redis.command("HGETALL", (String) key)
              : "";
      store.append(key).append(value);
    }
    assertThat(store.toString()).contains(":token:").doesNotContain(token, "ann@");
  }

  /**
   * Asking twice at once was refused for accounts that exist and not for others. Here an account's
   * limit is silent: whoever is over it is answered as before, and gets no mail.
   */
  @Test
  @DisplayName("GoTrue #2398: asking again at once tells nothing")
  void GoTrue_2398() throws Exception {
    restart("POSTKEY_LIMITS_PER_ACCOUNT", "1/1h");
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      answers.add(Target.telling(ask("ann@example.com")));
      answers.add(Target.telling(ask("nobody" + i + "@example.com")));
    }

    assertThat(answers).hasSize(1);
    postkey.mailsTo("nobody9@example.com");
    assertThat(postkey.mailsTo("ann@example.com")).hasSize(1);
  }

  /**
   * The limit of calls was counted by a field of the body, on calls that have no such field too, so
   * that any new value was a new limit. Here a caller is its key, whatever it sends.
   */
  @Test
  @DisplayName("Strapi CVE-2025-64526: no field and no header makes a fresh limit")
  void Strapi_CVE_2025_64526() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      statuses.add(
          Http.post(
                  postkey.api(i % 2 == 0 ? Target.CONSUME : Target.CONSUME + "?email=" + i),
                  Configs.API_KEY,
                  "{\"token\":\"" + ("" + i).repeat(43) + "\"}",
                  "X-Forwarded-For",
                  "192.0.2." + i,
                  "Idempotency-Key",
                  "try-" + i,
                  "User-Agent",
                  "agent " + i)
              .statusCode());
    }
    assertThat(statuses).containsExactly(404, 404, 404, 429, 429, 429, 429, 429);
    HttpResponse<String> fielded =
        Http.post(
            postkey.api(Target.CONSUME),
            Configs.API_KEY,
            "{\"token\":\"" + "x".repeat(43) + "\",\"email\":\"new@example.com\"}");
    assertThat(fielded.statusCode()).isIn(400, 429);
  }

  /** The same for reset requests, whose address and client a back end may name. */
  @Test
  @DisplayName("Strapi CVE-2025-64526: nor does another address or client")
  void Strapi_CVE_2025_64526_requests() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JsonObject body =
          new JsonObject().put("email", i + "@example.com").put("client", "192.0.2." + i);
      statuses.add(postkey.post(Target.RESET_REQUESTS, body).statusCode());
    }
    assertThat(statuses).containsExactly(202, 202, 202, 429, 429);
  }
}

package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.altcha.altcha.Altcha;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job as a page starts it: no back end, no key, accounts behind a webhook. */
class VisitJobTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final String ORIGIN = "https://example.com";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AccountsServer accounts = AccountsServer.start();
  private Postkey postkey;

  private void start(String... environment) throws Exception {
    postkey = Postkey.start(redis, folder, accounts.environment("DEFAULT", environment));
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
    accounts.close();
  }

  private HttpResponse<String> visit(JsonObject body) throws Exception {
    URI uri = postkey.api("/v1/reset-requests");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Origin", ORIGIN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject ann() {
    return new JsonObject().put("email", "ann@example.com");
  }

  /** What ALTCHA's widget does. */
  private String solution() throws Exception {
    JsonObject challenge =
        new JsonObject(Http.get(postkey.api("/v1/challenge"), "Origin", ORIGIN).body());
    Altcha.Solution found =
        Altcha.solveChallenge(
            challenge.getString("challenge"),
            challenge.getString("salt"),
            Altcha.Algorithm.SHA256,
            challenge.getLong("maxnumber"),
            0);
    String json = challenge.put("number", found.number).encode();
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("W5, A5: a page asks, the webhook is asked, and the mail goes where that says")
  void w5_a_page_asks_and_the_mail_goes_where_the_webhook_says() throws Exception {
    accounts.knowing("4711", "Ann.Original@example.com");
    start("POSTKEY_APPS_DEFAULT_ALLOWED_ORIGINS", ORIGIN);

    assertThat(visit(ann()).statusCode()).isEqualTo(202);

    assertThat(postkey.tokenTo("Ann.Original@example.com")).hasSize(43);
  }

  @Test
  @DisplayName("W5: under pressure, work that is proved is let in once, and nothing else")
  void w5_under_pressure_work_is_let_in() throws Exception {
    accounts.knowing("4711", "ann@example.com");
    start(
        "POSTKEY_APPS_DEFAULT_ALLOWED_ORIGINS", ORIGIN,
        "POSTKEY_APPS_DEFAULT_CHALLENGE_ABOVE", "1/1h",
        "POSTKEY_APPS_DEFAULT_CHALLENGE_DIFFICULTY", "2000");

    assertThat(visit(ann()).statusCode()).isEqualTo(202);
    assertThat(code(visit(ann()))).isEqualTo("challenge-required");
    JsonObject proved = ann().put("altcha", solution());
    assertThat(visit(proved).statusCode()).isEqualTo(202);
    assertThat(code(visit(proved))).isEqualTo("challenge-failed");

    assertThat(postkey.facts().await(Fact.MailSent.class, 2)).hasSize(2);
  }

  private static String code(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("code");
  }
}

package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job, from outside: a request in, a link in the mail, a token consumed once. */
class MainJobTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;
  private Postkey postkey;

  @BeforeEach
  void start() throws Exception {
    postkey = Postkey.start(redis, folder, "POSTKEY_LIMITS_PER_KEY", "100000/1s");
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
  }

  private static JsonObject token(String token) {
    return new JsonObject().put("token", token);
  }

  private static JsonObject body(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  @Test
  void a_request_becomes_a_mail_whose_link_is_looked_at_and_used_once() throws Exception {
    String id = postkey.ask("ann@example.com");
    String token = postkey.tokenTo("ann@example.com");

    HttpResponse<String> looked = postkey.post("/v1/tokens/inspect", token(token));
    HttpResponse<String> used = postkey.post("/v1/tokens/consume", token(token));
    HttpResponse<String> again = postkey.post("/v1/tokens/consume", token(token));

    assertThat(looked.statusCode()).isEqualTo(200);
    assertThat(body(looked).getString("state")).isEqualTo("live");
    assertThat(body(looked).getString("requestId")).isEqualTo(id);
    assertThat(used.statusCode()).isEqualTo(200);
    assertThat(body(used).getString("subject")).isEqualTo("ann@example.com");
    assertThat(again.statusCode()).isEqualTo(410);
    assertThat(body(again).getString("code")).isEqualTo("token-used");
    HttpResponse<String> story =
        postkey.get(
            postkey.api("/v1/reset-requests/" + id), "Authorization", "Bearer " + Configs.API_KEY);
    assertThat(body(story).getString("state")).isEqualTo("sent");
  }

  @Test
  void S2_of_a_thousand_consumers_at_once_one_wins() throws Exception {
    postkey.ask("ann@example.com");
    String body = token(postkey.tokenTo("ann@example.com")).encode();
    HttpRequest consume =
        HttpRequest.newBuilder(postkey.api("/v1/tokens/consume"))
            .header("Authorization", "Bearer " + Configs.API_KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      calls.add(client.sendAsync(consume, HttpResponse.BodyHandlers.ofString()));
    }

    List<Integer> statuses = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      statuses.add(call.get(60, TimeUnit.SECONDS).statusCode());
    }

    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(statuses.stream().filter(status -> status == 410)).hasSize(999);
  }

  @Test
  void revoking_by_subject_kills_the_link_in_the_mail() throws Exception {
    postkey.ask("ann@example.com");
    String token = postkey.tokenTo("ann@example.com");

    HttpResponse<String> revoked =
        postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", "ann@example.com"));

    assertThat(revoked.statusCode()).isEqualTo(204);
    assertThat(body(postkey.post("/v1/tokens/consume", token(token))).getString("code"))
        .isEqualTo("token-revoked");
  }

  @Test
  void S6_the_key_of_another_app_finds_the_token_unknown() throws Exception {
    postkey.ask("ann@example.com");
    String token = postkey.tokenTo("ann@example.com");

    HttpResponse<String> answer =
        postkey.post("/v1/tokens/consume", Configs.OTHER_KEY, token(token));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(body(answer).getString("code")).isEqualTo("token-unknown");
    assertThat(postkey.post("/v1/tokens/consume", token(token)).statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_minted_for_the_caller_works_like_a_mailed_one() throws Exception {
    HttpResponse<String> minted =
        postkey.post("/v1/tokens", new JsonObject().put("email", "ann@example.com"));

    assertThat(minted.statusCode()).isEqualTo(201);
    String token = body(minted).getString("token");
    assertThat(body(minted).getString("link")).isEqualTo("https://example.com/reset=" + token);
    assertThat(postkey.post("/v1/tokens/consume", token(token)).statusCode()).isEqualTo(200);
  }

  @Test
  void S8_asking_again_changes_nothing_about_the_account_and_its_links() throws Exception {
    postkey.ask("ann@example.com");
    String first = postkey.tokenTo("ann@example.com");
    postkey.ask("ann@example.com");
    postkey.facts().await(Fact.MailSent.class, 2);

    assertThat(postkey.post("/v1/tokens/consume", token(first)).statusCode()).isEqualTo(200);
  }

  @Test
  void the_link_never_depends_on_the_request() throws Exception {
    postkey.post(
        "/v1/reset-requests",
        Configs.API_KEY,
        new JsonObject().put("email", "ann@example.com"),
        "Origin",
        "https://evil.example",
        "X-Forwarded-Host",
        "evil.example",
        "Forwarded",
        "host=evil.example");

    assertThat(postkey.linkTo("ann@example.com").toString())
        .startsWith("https://example.com/reset=");
  }

  @Test
  void the_journal_tells_the_funnel_and_metrics_count_it() throws Exception {
    String id = postkey.ask("ann@example.com");
    String token = postkey.tokenTo("ann@example.com");
    postkey.post("/v1/tokens/inspect", token(token));
    postkey.post("/v1/tokens/consume", token(token));

    assertThat(postkey.facts().await(Fact.TokenConsumed.class).request().value()).isEqualTo(id);
    String metrics = postkey.get(postkey.management("/metrics")).body();
    assertThat(metrics)
        .contains("postkey_requests_accepted_total{app=\"default\"} 1")
        .contains("postkey_tokens_consumed_total{app=\"default\"} 1")
        .contains("postkey_delivery_seconds_count{app=\"default\"} 1")
        .doesNotContain("ann@example.com")
        .doesNotContain(token);
  }

  @Test
  void it_is_ready_with_redis_and_says_why_it_is_not() throws Exception {
    assertThat(postkey.get(postkey.management("/health/ready")).statusCode()).isEqualTo(200);

    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    // What was found out stands for a moment.
    HttpResponse<String> notReady =
        Eventually.see(
            () -> "not ready",
            () ->
                Optional.of(postkey.get(postkey.management("/health/ready")))
                    .filter(answer -> answer.statusCode() == 503));
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");

    assertThat(body(notReady).getString("reason")).contains("noeviction");
    assertThat(postkey.get(postkey.management("/health/live")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("W6: a method that nobody knows is not kept among the metrics")
  void w6_metrics_do_not_grow_with_what_callers_make_up() throws Exception {
    HttpRequest odd =
        HttpRequest.newBuilder(postkey.api("/")).method("MADEUP", BodyPublishers.noBody()).build();

    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(odd, BodyHandlers.ofString()).statusCode()).isEqualTo(404);

    assertThat(postkey.get(postkey.management("/metrics")).body())
        .contains("vertx_http_server_active_requests")
        .doesNotContain("MADEUP");
  }
}

package dev.postkey.http;

import static dev.postkey.http.Configs.FORUM_KEY;
import static dev.postkey.http.Configs.KEY;
import static dev.postkey.http.Configs.REQUEST_KEY;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.TellStory;
import dev.postkey.bus.Unavailable;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ResetRequestsTest {
  private static final String PATH = "/v1/reset-requests";
  private static final RequestId ID = new RequestId("AAECAwQFBgcICQoLDA0ODw");

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    port = new PublicPort(Configs.PLAIN);
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  private void accepting(AcceptRequest.Outcome outcome) throws Exception {
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(outcome));
  }

  @Test
  void a_request_is_accepted_and_its_story_named() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));

    HttpResponse<String> answer = port.post(PATH, REQUEST_KEY, "{\"email\":\"Ann@example.com\"}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(new JsonObject().put("id", ID.value()).put("status", "accepted"));
    assertThat(answer.headers().firstValue("location")).contains(PATH + "/" + ID.value());
    AcceptRequest command = (AcceptRequest) port.asked.get(0);
    assertThat(command.app()).isEqualTo(new AppId("shop"));
    assertThat(command.email().value()).isEqualTo("Ann@example.com");
    assertThat(command.subject()).isEmpty();
    assertThat(command.name()).isEmpty();
    assertThat(command.locale()).isEqualTo(Locale.ENGLISH);
    assertThat(command.data()).isEmpty();
    assertThat(command.idempotency()).isEmpty();
    assertThat(port.counted).containsExactly("key shop|web");
  }

  @Test
  void everything_that_a_back_end_knows_is_passed_on() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));
    JsonObject body =
        new JsonObject()
            .put("email", "ann@example.com")
            .put("app", "shop")
            .put("subject", "4711")
            .put("name", "Ann Ω")
            .put("locale", "de-CH")
            .put("data", new JsonObject().put("plan", "pro").put("empty", ""))
            .put("client", "2001:db8:1:2:3::4");

    assertThat(port.post(PATH, KEY, body.encode()).statusCode()).isEqualTo(202);

    AcceptRequest command = (AcceptRequest) port.asked.get(0);
    assertThat(command.subject()).contains(new Subject("4711"));
    assertThat(command.name()).contains("Ann Ω");
    assertThat(command.locale()).isEqualTo(Locale.forLanguageTag("de-CH"));
    assertThat(command.data()).isEqualTo(Map.of("plan", "pro", "empty", ""));
    assertThat(port.counted).containsExactly("key shop|all", "client shop|20010db800010002");
  }

  @Test
  @DisplayName("W7: 202 only after the store said yes")
  void w7_the_answer_waits_for_the_store() throws Exception {
    Promise<AcceptRequest.Outcome> store = Promise.promise();
    Promise<Void> reached = Promise.promise();
    port.serve(
        Addresses.ACCEPT,
        command -> {
          reached.complete();
          return store.future();
        });

    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> port.post(PATH, KEY, "{\"email\":\"ann@example.com\"}"));
    reached.future().await(5, SECONDS);
    assertThat(answer).isNotDone();
    store.complete(new AcceptRequest.Accepted(ID));

    assertThat(answer.get(5, SECONDS).statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("W7: a store that is away is a 503, told to come again")
  void w7_without_a_store_there_is_no_202() throws Exception {
    port.serve(Addresses.ACCEPT, command -> Future.failedFuture(new Unavailable("redis")));

    HttpResponse<String> answer = port.post(PATH, KEY, "{\"email\":\"ann@example.com\"}");

    assertProblem(answer, 503, "unavailable");
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).doesNotContain("redis").doesNotContain("outbox");
  }

  @Test
  void nobody_behind_the_bus_is_a_503() {
    assertProblem(port.post(PATH, KEY, "{\"email\":\"ann@example.com\"}"), 503, "unavailable");
  }

  @Test
  @DisplayName("W1: a fault tells nothing of the inside")
  void w1_a_fault_tells_nothing_of_the_inside() throws Exception {
    port.serve(
        Addresses.ACCEPT, command -> Future.failedFuture(new IllegalStateException("at line 7")));

    HttpResponse<String> answer = port.post(PATH, KEY, "{\"email\":\"ann@example.com\"}");

    assertProblem(answer, 500, "internal");
    assertThat(new JsonObject(answer.body()).fieldNames())
        .containsExactlyInAnyOrder("type", "title", "status", "code");
  }

  @Test
  void a_full_outbox_says_when_to_come_again() throws Exception {
    accepting(new AcceptRequest.Full(Duration.ofMillis(4001)));

    HttpResponse<String> answer = port.post(PATH, KEY, "{\"email\":\"ann@example.com\"}");

    assertProblem(answer, 503, "outbox-full");
    assertThat(answer.headers().firstValue("retry-after")).contains("5");
  }

  @Test
  @DisplayName("W3: key and body reach the store as they were sent, scoped to app and API key")
  void w3_key_and_body_reach_the_store_as_they_were_sent() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));
    String body = " {\"email\": \"ann@example.com\"} ";

    HttpResponse<String> answer = withKey("8e03978e 1", body);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(((AcceptRequest) port.asked.get(0)).idempotency())
        .contains(new AcceptRequest.Idempotency("shop|all", "8e03978e 1", body));
  }

  @Test
  @DisplayName("W3: the same key with another body is a 422")
  void w3_another_body_is_a_422() throws Exception {
    accepting(new AcceptRequest.Mismatch());

    assertProblem(withKey("k", "{\"email\":\"ann@example.com\"}"), 422, "idempotency-mismatch");
  }

  @Test
  @DisplayName("W3: a key that is too long, empty, not ASCII or there twice is refused")
  void w3_an_unusable_key_is_refused() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));
    String body = "{\"email\":\"ann@example.com\"}";

    assertThat(withKey("k".repeat(255), body).statusCode()).isEqualTo(202);
    port.asked.clear();

    assertProblem(withKey("k".repeat(256), body), 400, "invalid-request");
    assertProblem(withKey("", body), 400, "invalid-request");
    assertProblem(withKey("a\tb", body), 400, "invalid-request");
    assertProblem(
        port.send(post(body).header("Idempotency-Key", "a").header("Idempotency-Key", "b")),
        400,
        "invalid-request");
    assertThat(port.asked).isEmpty();
  }

  private HttpResponse<String> withKey(String key, String body) {
    return port.send(post(body).header("Idempotency-Key", key));
  }

  private HttpRequest.Builder post(String body) {
    return port.request(PATH)
        .header("Authorization", "Bearer " + KEY)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  @Test
  void another_apps_name_in_the_body_is_a_403() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));

    assertProblem(
        port.post(PATH, FORUM_KEY, "{\"email\":\"ann@example.com\",\"app\":\"shop\"}"),
        403,
        "app-mismatch");
    assertThat(port.asked).isEmpty();
  }

  @Test
  void a_story_is_told_with_what_is_known() throws Exception {
    TellStory.Story story =
        new TellStory.Story(
            ID,
            "dead",
            Optional.of("refused"),
            Instant.parse("2026-01-31T09:00:00Z"),
            Optional.of(Instant.parse("2026-01-31T09:00:01.2509Z")),
            Optional.empty(),
            List.of(
                new TellStory.Attempt(
                    Instant.parse("2026-01-31T09:00:00.4Z"),
                    "temporary",
                    Optional.of("recipient-deferred"),
                    Optional.of(451)),
                new TellStory.Attempt(
                    Instant.parse("2026-01-31T09:00:01Z"),
                    "relay",
                    Optional.empty(),
                    Optional.empty())));
    port.serve(Addresses.STORY, question -> Future.succeededFuture(story));

    HttpResponse<String> answer = port.get(PATH + "/" + ID.value(), KEY);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject()
                .put("id", ID.value())
                .put("state", "dead")
                .put("reason", "refused")
                .put("acceptedAt", "2026-01-31T09:00:00.000Z")
                .put("endedAt", "2026-01-31T09:00:01.250Z")
                .put("lastReplyCode", 451)
                .put(
                    "attempts",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("at", "2026-01-31T09:00:00.400Z")
                                .put("result", "temporary")
                                .put("reason", "recipient-deferred")
                                .put("replyCode", 451))
                        .add(
                            new JsonObject()
                                .put("at", "2026-01-31T09:00:01.000Z")
                                .put("result", "relay"))));
    assertThat(port.asked).containsExactly(new TellStory(ID, new AppId("shop")));
  }

  @Test
  void an_unknown_or_malformed_request_id_is_a_404() throws Exception {
    port.serve(Addresses.STORY, question -> Future.succeededFuture(new TellStory.Unknown()));

    assertProblem(port.get(PATH + "/" + ID.value(), KEY), 404, "request-unknown");
    port.asked.clear();
    assertProblem(port.get(PATH + "/x", KEY), 404, "request-unknown");
    assertProblem(port.get(PATH + "/" + ID.value() + "%00", KEY), 404, "request-unknown");
    assertThat(port.asked).isEmpty();
  }

  @Test
  void a_callers_limit_is_a_429_that_says_when_to_come_again() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));
    port.wait =
        name ->
            Future.succeededFuture(name.equals("client") ? Duration.ofMillis(1) : Duration.ZERO);

    assertThat(port.post(PATH, KEY, "{\"email\":\"a@example.com\"}").statusCode()).isEqualTo(202);
    HttpResponse<String> limited =
        port.post(PATH, KEY, "{\"email\":\"a@example.com\",\"client\":\"203.0.113.7\"}");

    assertProblem(limited, 429, "rate-limited");
    assertThat(limited.headers().firstValue("retry-after")).contains("1");
    assertThat(port.asked).hasSize(1);
  }

  @Test
  @DisplayName("S12: limits that cannot be counted are a refusal")
  void s12_limits_that_cannot_be_counted_are_a_refusal() throws Exception {
    accepting(new AcceptRequest.Accepted(ID));
    port.wait = name -> Future.failedFuture(new Unavailable("redis"));

    assertProblem(port.post(PATH, KEY, "{\"email\":\"a@example.com\"}"), 503, "unavailable");
    assertThat(port.asked).isEmpty();
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}

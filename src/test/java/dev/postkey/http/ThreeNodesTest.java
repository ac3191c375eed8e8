package dev.postkey.http;

import static dev.postkey.http.Configs.origin;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import dev.postkey.model.RequestId;
import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The public ports of three nodes that share a real Redis, asked by many callers at once. */
final class ThreeNodesTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final String PATH = "/v1/reset-requests";
  private static final String KEY = "pk_default_everything";
  private static final Rate NEVER_MET = Rate.parse("100000/1h");
  private static final int CALLS = 300;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<PublicPort> nodes = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (PublicPort node : nodes) {
      node.close();
    }
  }

  private static Config config(Config.Challenge challenge, Rate perClient, Rate perKey) {
    return Configs.limited(
        Configs.visited(challenge, Configs.behind("127.0.0.1")),
        new Config.Limits(perClient, perKey, NEVER_MET, Optional.empty()));
  }

  private void start(Config config, String... environment) throws Exception {
    Config.Redis shared = dev.postkey.support.Configs.of(redis.url(), environment).redis();
    AcceptRequest.Accepted accepted =
        new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));
    for (int i = 0; i < 3; i++) {
      PublicPort node = new PublicPort(config, shared);
      node.serve(Addresses.ACCEPT, command -> Future.succeededFuture(accepted));
      nodes.add(node);
    }
  }

  /** How often each status came, of calls that were all sent before the first was answered. */
  private Map<Integer, Integer> statuses(int calls, IntFunction<HttpRequest.Builder> call)
      throws Exception {
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (HttpResponse<String> answer : answers(calls, call)) {
      statuses.merge(answer.statusCode(), 1, Integer::sum);
    }
    return statuses;
  }

  private List<HttpResponse<String>> answers(int calls, IntFunction<HttpRequest.Builder> call)
      throws Exception {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      sent.add(client.sendAsync(call.apply(i).build(), BodyHandlers.ofString()));
    }
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> one : sent) {
      answers.add(one.get(60, SECONDS));
    }
    return answers;
  }

  private HttpRequest.Builder call(int i, String json) {
    return nodes
        .get(i % nodes.size())
        .request(PATH)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  private HttpRequest.Builder withKey(int i) {
    return call(i, "{\"email\":\"person" + i + "@example.com\"}")
        .header("Authorization", "Bearer " + KEY);
  }

  private HttpRequest.Builder visit(int i, String address) {
    return call(i, "{\"email\":\"person" + i + "@example.com\"}")
        .header("Origin", origin("default"))
        .header("X-Forwarded-For", address);
  }

  @Test
  @DisplayName("S10: of 300 calls at once over three nodes exactly as many are let in as a key may")
  void s10_a_key_is_let_in_exactly_as_often_as_it_may() throws Exception {
    start(config(Configs.UNCHALLENGED, NEVER_MET, Rate.parse("100/100h")));

    assertThat(statuses(CALLS, this::withKey)).isEqualTo(Map.of(202, 100, 429, CALLS - 100));
  }

  @Test
  @DisplayName("S10: the same for a client's address, an IPv6 one by its /64")
  void s10_a_client_is_let_in_exactly_as_often_as_it_may() throws Exception {
    start(config(Configs.UNCHALLENGED, Rate.parse("50/50h"), NEVER_MET));

    assertThat(statuses(CALLS, i -> visit(i, "6.6.6." + i % 200 + ", 203.0.113.7")))
        .as("whatever it says of itself")
        .isEqualTo(Map.of(202, 50, 429, CALLS - 50));
    assertThat(statuses(CALLS, i -> visit(i, "2001:db8:1:2::" + Integer.toHexString(i))))
        .isEqualTo(Map.of(202, 50, 429, CALLS - 50));
    assertThat(statuses(1, i -> visit(i, "2001:db8:1:3::1"))).isEqualTo(Map.of(202, 1));
  }

  @Test
  @DisplayName("S10: key and client together: what one refuses is not taken from the other")
  void s10_what_one_limit_refuses_is_not_taken_from_the_other() throws Exception {
    start(config(Configs.UNCHALLENGED, Rate.parse("10/10h"), Rate.parse("100/100h")));
    String body = "{\"email\":\"ann@example.com\",\"client\":\"203.0.113.7\"}";

    assertThat(statuses(CALLS, i -> call(i, body).header("Authorization", "Bearer " + KEY)))
        .isEqualTo(Map.of(202, 10, 429, CALLS - 10));
    assertThat(statuses(CALLS, this::withKey)).isEqualTo(Map.of(202, 90, 429, CALLS - 90));
  }

  @Test
  @DisplayName("S10: on partitions, as on a cluster, the counts are as exact")
  void s10_partitions_change_no_count() throws Exception {
    start(
        config(Configs.UNCHALLENGED, Rate.parse("10/10h"), Rate.parse("100/100h")),
        "POSTKEY_REDIS_PARTITIONS",
        "16");
    String body = "{\"email\":\"ann@example.com\",\"client\":\"203.0.113.7\"}";

    assertThat(statuses(CALLS, i -> call(i, body).header("Authorization", "Bearer " + KEY)))
        .isEqualTo(Map.of(202, 10, 429, CALLS - 10));
    assertThat(statuses(CALLS, this::withKey)).isEqualTo(Map.of(202, 90, 429, CALLS - 90));
  }

  @Test
  @DisplayName("W5: visits without a proof are counted by app, over all nodes and addresses")
  void w5_visits_without_a_proof_are_counted_by_app() throws Exception {
    Config.Challenge challenge = new Config.Challenge(Optional.of(Rate.parse("40/40h")), 1000);
    start(config(challenge, Rate.parse("10/10h"), NEVER_MET));

    assertThat(statuses(CALLS, i -> visit(i, "203.0.113." + i % 250)))
        .isEqualTo(Map.of(202, 40, 403, CALLS - 40));
    assertThat(statuses(30, this::withKey)).isEqualTo(Map.of(202, 30));
  }

  @Test
  @DisplayName("W5: of many who bring one solution to three nodes one is let in")
  void w5_a_solution_works_once_on_all_nodes() throws Exception {
    start(config(Configs.UNCHALLENGED, NEVER_MET, NEVER_MET));
    String solution = Solver.solve(nodes.get(0), "default");
    String body = "{\"email\":\"ann@example.com\",\"altcha\":\"" + solution + "\"}";

    assertThat(statuses(60, i -> call(i, body).header("Origin", origin("default"))))
        .isEqualTo(Map.of(202, 1, 403, 59));
  }

  @Test
  @DisplayName("S10: a rate is changed while it is in use, and those who are counted feel it")
  void s10_limits_are_tuned_while_they_count() throws Exception {
    start(config(Configs.UNCHALLENGED, NEVER_MET, Rate.parse("5/5h")));
    assertThat(statuses(10, this::withKey)).isEqualTo(Map.of(202, 5, 429, 5));

    nodes.forEach(
        node -> node.reload(config(Configs.UNCHALLENGED, NEVER_MET, Rate.parse("1000/1ms"))));
    // Used up still, but by the new rate.
    Eventually.holds("one is let in", () -> statuses(1, this::withKey).equals(Map.of(202, 1)));
    assertThat(statuses(10, this::withKey)).isEqualTo(Map.of(202, 10));

    nodes.forEach(node -> node.reload(config(Configs.UNCHALLENGED, NEVER_MET, Rate.parse("3/3h"))));
    assertThat(statuses(10, this::withKey)).isEqualTo(Map.of(202, 3, 429, 7));
  }

  @Test
  @DisplayName("W2: answers tell the caller's own limit, the same headers for every address")
  void w2_answers_tell_the_callers_own_limit() throws Exception {
    start(config(Configs.UNCHALLENGED, Rate.parse("2/2h"), Rate.parse("3/3h")));
    String body = "{\"email\":\"ann@example.com\",\"client\":\"203.0.113.7\"}";

    assertTold(answers(1, this::withKey).get(0), "\"key\";q=3;w=10800", "\"key\";r=2;t=3600");
    for (String left : List.of("\"client\";r=1;t=3600", "\"client\";r=0;t=3600")) {
      assertTold(
          answers(1, i -> call(i, body).header("Authorization", "Bearer " + KEY)).get(0),
          "\"client\";q=2;w=7200",
          left);
    }
    HttpResponse<String> limited = answers(1, this::withKey).get(0);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertTold(limited, "\"key\";q=3;w=10800", "\"key\";r=0;t=3600");
    assertThat(limited.headers().firstValue("retry-after").map(Integer::valueOf))
        .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(3500, 3600));
  }

  /** By the clock of Redis some seconds may have passed. */
  private static void assertTold(HttpResponse<String> answer, String policy, String left) {
    assertThat(answer.headers().firstValue("ratelimit-policy")).contains(policy);
    assertThat(answer.headers().firstValue("ratelimit"))
        .hasValueSatisfying(
            told -> assertThat(told).matches(left.replace("t=3600", "t=3[56][0-9]{2}")));
  }
}

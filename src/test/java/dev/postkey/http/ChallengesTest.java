package dev.postkey.http;

import static dev.postkey.http.Configs.origin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.altcha.altcha.Altcha;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that browsers have to prove, with the solver of the protocol's own library. */
final class ChallengesTest {
  private static final String PATH = "/v1/reset-requests";
  private static final int DIFFICULTY = 1000;

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    Config.Challenge challenge =
        new Config.Challenge(Optional.of(Rate.parse("100/1m")), DIFFICULTY);
    port = new PublicPort(Configs.visited(challenge, Configs.behind()));
    AcceptRequest.Accepted accepted =
        new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(accepted));
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  /** Too many visits come without a proof. */
  private void press() {
    port.wait =
        name ->
            Future.succeededFuture(name.equals("unproved") ? Duration.ofSeconds(1) : Duration.ZERO);
  }

  private HttpResponse<String> fetch(String app, String origin) {
    return port.send(port.request("/v1/challenge?app=" + app).header("Origin", origin).GET());
  }

  private JsonObject challenge(String app) {
    return Solver.challenge(port, app);
  }

  private HttpResponse<String> ask(String app, String altcha) {
    JsonObject body = new JsonObject().put("email", "ann@example.com").put("app", app);
    if (altcha != null) {
      body.put("altcha", altcha);
    }
    return port.send(
        port.request(PATH)
            .header("Origin", origin(app))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  @Test
  @DisplayName("W5: an app that is not under pressure asks for no work")
  void w5_nobody_is_asked_without_need() {
    assertThat(ask("default", null).statusCode()).isEqualTo(202);
    assertThat(port.counted).containsExactly("client default|7f000001", "unproved default|");
  }

  @Test
  @DisplayName("W5: an app under pressure asks for work, and lets in who has proved it")
  void w5_an_app_under_pressure_asks_for_work() throws Exception {
    press();

    HttpResponse<String> asked = ask("default", null);
    assertProblem(asked, "challenge-required");
    assertThat(asked.headers().firstValue("access-control-allow-origin"))
        .contains(origin("default"));
    assertThat(new JsonObject(asked.body()).getString("detail"))
        .contains("/v1/challenge?app=default");
    assertThat(port.asked).isEmpty();
    port.counted.clear();

    assertThat(ask("default", Solver.solve(port, "default")).statusCode()).isEqualTo(202);
    assertThat(port.asked).hasSize(1);
    assertThat(port.counted)
        .as("proved visits are not held against the app")
        .containsExactly("client default|7f000001");
  }

  @Test
  @DisplayName("W5: work that was proved is no way round the limit of an address")
  void w5_work_is_no_way_round_a_limit() throws Exception {
    port.wait = name -> Future.succeededFuture(Duration.ofSeconds(1));
    String solution = Solver.solve(port, "default");

    assertThat(ask("default", solution).statusCode()).isEqualTo(429);

    port.wait = name -> Future.succeededFuture(Duration.ZERO);
    assertThat(ask("default", solution).statusCode()).as("it was not used up").isEqualTo(202);
  }

  @Test
  @DisplayName("W5: a solution works once")
  void w5_a_solution_works_once() throws Exception {
    String solution = Solver.solve(port, "default");

    assertThat(ask("default", solution).statusCode()).isEqualTo(202);
    assertProblem(ask("default", solution), "challenge-failed");
    JsonObject respelt = new JsonObject(decode(solution)).put("took", 7).put("more", "x");
    assertProblem(ask("default", Solver.encode(respelt)), "challenge-failed");
    assertThat(port.asked).hasSize(1);
  }

  @Test
  @DisplayName("W5: a solution dies with its challenge")
  void w5_a_solution_dies_with_its_challenge() throws Exception {
    String first = Solver.solve(port, "default");
    String second = Solver.solve(port, "default");

    port.clock.advance(Challenges.LIFE.minusSeconds(1));
    assertThat(ask("default", first).statusCode()).isEqualTo(202);

    port.clock.advance(Duration.ofSeconds(1));
    assertProblem(ask("default", second), "challenge-failed");
  }

  @Test
  @DisplayName("W5: a solution is good for the app of its challenge alone")
  void w5_a_solution_is_bound_to_its_app() throws Exception {
    String solution = Solver.solve(port, "shop");

    assertProblem(ask("default", solution), "challenge-failed");
    assertThat(ask("shop", solution).statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("W5: a solution that was changed in any part is none")
  void w5_a_forged_solution_is_refused() throws Exception {
    JsonObject good = Solver.solution(challenge("default"));
    long number = good.getLong("number");
    String salt = good.getString("salt");

    assertForged(good, forged -> forged.put("number", number + 1));
    assertForged(good, forged -> forged.put("number", -1));
    assertForged(good, forged -> forged.put("number", Long.toString(number)));
    assertForged(good, forged -> forged.remove("number"));
    assertForged(good, forged -> forged.putNull("number"));
    assertForged(good, forged -> forged.putNull("salt"));
    assertForged(good, forged -> forged.put("signature", "0".repeat(64)));
    assertForged(good, forged -> forged.remove("signature"));
    assertForged(good, forged -> forged.putNull("challenge"));
    assertForged(good, forged -> forged.put("algorithm", "SHA-1"));
    assertForged(good, forged -> forged.put("algorithm", "SHA-512"));
    // The end moved into the future, whether or not the hash is made to fit.
    String later = salt.replaceFirst("expires=1", "expires=9");
    assertForged(good, forged -> forged.put("salt", later));
    assertForged(good, forged -> forged.put("salt", later).put("challenge", hash(later + number)));
    // A part of the number moved into the salt.
    assertForged(good, forged -> forged.put("salt", salt + number / 10).put("number", number % 10));

    assertThat(port.asked).isEmpty();
    assertThat(ask("default", Solver.encode(good)).statusCode()).isEqualTo(202);
  }

  private void assertForged(JsonObject good, Consumer<JsonObject> change) {
    JsonObject forged = good.copy();
    change.accept(forged);
    assertProblem(ask("default", Solver.encode(forged)), "challenge-failed");
  }

  @ParameterizedTest
  @DisplayName("W5: what is no solution at all is refused, with nothing counted")
  @ValueSource(strings = {"", "x", "%%%", "bnVsbA==", "W10=", "e30=", "eyJudW1iZXIiOnt9fQ=="})
  void w5_garbage_is_refused(String garbage) {
    assertProblem(ask("default", garbage), "challenge-failed");
    assertProblem(ask("default", garbage + "A".repeat(4096)), "challenge-failed");
    assertThat(port.counted).isEmpty();
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("W5: a challenge is for pages of the app, fresh each time, within its difficulty")
  void w5_a_challenge_is_for_the_apps_own_pages() {
    HttpResponse<String> answer = fetch("default", origin("default"));
    assertThat(answer.headers().firstValue("access-control-allow-origin"))
        .contains(origin("default"));
    assertThat(answer.headers().firstValue("vary")).contains("Origin");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(challenge("default").getInteger("maxnumber")).isEqualTo(DIFFICULTY);
    assertThat(Set.of(challenge("default").getString("salt"), challenge("shop").getString("salt")))
        .doesNotContain(new JsonObject(answer.body()).getString("salt"));

    for (HttpResponse<String> refused :
        List.of(
            fetch("shop", origin("default")),
            fetch("forum", origin("forum")),
            fetch("nobody", origin("default")),
            fetch("default&app=default", origin("default")),
            port.send(port.request("/v1/challenge").GET()))) {
      assertProblem(refused, "origin-not-allowed");
      assertThat(refused.headers().map().keySet())
          .noneMatch(name -> name.startsWith("access-control"));
    }
    assertThat(port.counted).isEmpty();
  }

  @Test
  @DisplayName("W5: callers with a key are never asked")
  void w5_callers_with_a_key_are_never_asked() {
    press();

    assertThat(
            port.post(PATH, "pk_default_everything", "{\"email\":\"ann@example.com\"}")
                .statusCode())
        .isEqualTo(202);
  }

  private static String decode(String solution) {
    return new String(Base64.getDecoder().decode(solution), StandardCharsets.UTF_8);
  }

  private static String hash(String text) {
    try {
      return Altcha.hashHex(Altcha.Algorithm.SHA256, text);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertProblem(HttpResponse<String> answer, String code) {
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(403);
  }
}

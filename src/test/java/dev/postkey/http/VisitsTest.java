package dev.postkey.http;

import static dev.postkey.http.Configs.origin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers without an API key. */
final class VisitsTest {
  private static final String PATH = "/v1/reset-requests";
  private static final String EMAIL = "\"email\":\"ann@example.com\"";
  private static final String DEFAULT = origin("default");

  private static final String EXPOSED = "location, ratelimit, ratelimit-policy, retry-after";

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    open(Configs.visited(Configs.UNCHALLENGED, Configs.behind("127.0.0.1")));
  }

  private void open(Config config) throws Exception {
    close();
    port = new PublicPort(config);
    AcceptRequest.Accepted accepted =
        new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(accepted));
  }

  @AfterEach
  void close() throws Exception {
    if (port != null) {
      port.close();
    }
  }

  private HttpRequest.Builder visit(String origin, String body) {
    return port.request(PATH)
        .header("Origin", origin)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> ask(String origin, String body) {
    return port.send(visit(origin, body));
  }

  @Test
  @DisplayName("W5: a page of an app with a connector asks without a key")
  void w5_a_page_of_an_allowed_origin_asks_without_a_key() {
    HttpResponse<String> answer = ask(DEFAULT, "{" + EMAIL + ",\"locale\":\"de\"}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(DEFAULT);
    assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
    assertThat(answer.headers().firstValue("vary")).contains("Origin");
    AcceptRequest command = (AcceptRequest) port.asked.get(0);
    assertThat(command.app()).isEqualTo(AppId.DEFAULT);
    assertThat(command.locale()).isEqualTo(Locale.GERMAN);
    assertThat(command.subject()).isEmpty();
    assertThat(command.name()).isEmpty();
    assertThat(command.data()).isEmpty();
    assertThat(command.idempotency()).isEmpty();
    assertThat(port.counted).containsExactly("client default|7f000001");
  }

  @Test
  @DisplayName("W5: the app is the one that the body names")
  void w5_the_body_names_the_app() {
    assertThat(ask(origin("shop"), "{" + EMAIL + ",\"app\":\"shop\"}").statusCode()).isEqualTo(202);

    assertThat(((AcceptRequest) port.asked.get(0)).app()).isEqualTo(new AppId("shop"));
    assertThat(port.counted).containsExactly("client shop|7f000001");
  }

  @ParameterizedTest
  @DisplayName(
      "W5: an origin asks for its own app only, and is not even allowed to read the refusal")
  @CsvSource({
    "https://shop.example.com, default",
    "https://default.example.com, shop",
    "https://default.example.com, nobody",
    "https://default.example.com, forum",
    "https://default.example.com, NO APP",
    "https://forum.example.com, forum",
    "https://evil.example, default",
    "https://default.example.com.evil.example, default",
    "https://default.example.com/, default",
    "http://default.example.com, default",
    "null, default",
    "*, default",
  })
  void w5_another_apps_origin_is_refused(String origin, String app) {
    HttpResponse<String> answer = ask(origin, "{" + EMAIL + ",\"app\":\"" + app + "\"}");

    assertProblem(answer, 403, "origin-not-allowed");
    assertThat(port.asked).isEmpty();
    assertThat(port.counted).isEmpty();
    assertThat(answer.headers().firstValue("vary")).contains("Origin");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  @DisplayName("W5: without an Origin, or with a key that nobody has, it stays a 401")
  void w5_without_an_origin_a_key_is_needed() {
    HttpRequest.Builder bare =
        port.request(PATH)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{" + EMAIL + "}"));

    assertProblem(port.send(bare), 401, "unauthorized");
    assertProblem(
        port.send(visit(DEFAULT, "{" + EMAIL + "}").header("Authorization", "Bearer pk_nobody")),
        401,
        "unauthorized");
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("W5: an app that trusts its callers takes none without a key, from no origin")
  void w5_a_trusted_app_needs_a_key() throws Exception {
    open(Configs.PLAIN);

    assertProblem(ask(origin("shop"), "{" + EMAIL + ",\"app\":\"shop\"}"), 401, "unauthorized");
  }

  @Test
  @DisplayName("W5: a call with a key is judged by the key, whatever its origin")
  void w5_with_a_key_the_origin_counts_for_nothing() {
    HttpResponse<String> answer =
        port.send(
            visit(origin("forum"), "{" + EMAIL + ",\"data\":{\"plan\":\"pro\"}}")
                .header("Authorization", "Bearer pk_default_everything"));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(port.counted).containsExactly("key default|all");
  }

  @ParameterizedTest
  @DisplayName("W5: nobody without a key says what only a trusted caller could")
  @ValueSource(
      strings = {
        "\"subject\":\"4711\"",
        "\"name\":\"Ann\"",
        "\"data\":{\"plan\":\"pro\"}",
        "\"client\":\"203.0.113.7\"",
      })
  void w5_fields_that_need_a_key_are_refused(String field) {
    HttpResponse<String> answer = ask(DEFAULT, "{" + EMAIL + "," + field + "}");

    assertProblem(answer, 400, "invalid-request");
    assertThat(errors(answer)).hasSize(1);
    assertThat(errors(answer).getJsonObject(0).getString("detail")).contains("API key");
    assertThat(port.asked).isEmpty();
    assertThat(port.counted).isEmpty();
  }

  @Test
  @DisplayName("W5: no Idempotency-Key without a key")
  void w5_an_idempotency_key_is_refused() {
    HttpResponse<String> answer =
        port.send(visit(DEFAULT, "{" + EMAIL + "}").header("Idempotency-Key", "k"));

    assertProblem(answer, 400, "invalid-request");
    assertThat(new JsonObject(answer.body()).getString("detail")).contains("API key");
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("W5: what a visitor may send, somebody with a key may not: a solution")
  void w5_a_call_with_a_key_has_no_solution() {
    assertProblem(
        port.post(PATH, "pk_default_everything", "{" + EMAIL + ",\"altcha\":\"x\"}"),
        400,
        "invalid-request");
  }

  @Test
  @DisplayName("S10: a visitor is counted where our own proxy says, and nowhere else")
  void s10_a_visitor_is_counted_by_address() {
    ask("{" + EMAIL + "}", List.of("1.2.3.4, 203.0.113.7"));
    ask("{" + EMAIL + "}", List.of("6.6.6.6", "2001:db8:1:2:3::4"));
    ask("{" + EMAIL + "}", List.of("203.0.113.7, nonsense"));

    assertThat(port.counted)
        .containsExactly(
            "client default|cb007107",
            "client default|20010db800010002",
            "client default|7f000001");
  }

  private void ask(String body, List<String> forwarded) {
    HttpRequest.Builder request = visit(DEFAULT, body);
    forwarded.forEach(line -> request.header("X-Forwarded-For", line));
    request.header("Forwarded", "for=9.9.9.9").header("X-Real-IP", "9.9.9.9");
    assertThat(port.send(request).statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("S10: a caller that is no proxy of ours is where its connection comes from")
  void s10_nobody_else_says_where_he_is() throws Exception {
    open(Configs.visited(Configs.UNCHALLENGED, Configs.behind("10.0.0.0/8")));

    ask("{" + EMAIL + "}", List.of("203.0.113.7"));

    assertThat(port.counted).containsExactly("client default|7f000001");
  }

  @Test
  @DisplayName("S10: a visitor over the limit of its address is a 429, and nothing is asked")
  void s10_a_visitors_limit_is_a_429() {
    port.wait = name -> Future.succeededFuture(Duration.ofMillis(2_500));

    HttpResponse<String> answer = ask(DEFAULT, "{" + EMAIL + "}");

    assertProblem(answer, 429, "rate-limited");
    assertThat(answer.headers().firstValue("retry-after")).contains("3");
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(DEFAULT);
    assertThat(answer.headers().firstValue("access-control-expose-headers")).contains(EXPOSED);
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("S12: a visitor that cannot be counted is a 503, and nothing is asked")
  void s12_a_visitor_that_cannot_be_counted_is_refused() {
    port.wait = name -> Future.failedFuture(new Unavailable("redis"));

    assertProblem(ask(DEFAULT, "{" + EMAIL + "}"), 503, "unavailable");
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("W5: a preflight is answered for every allowed origin, since it names no app")
  void w5_a_preflight_is_answered() {
    for (String origin : List.of(DEFAULT, origin("shop"))) {
      HttpResponse<String> answer =
          port.send(
              port.request(PATH)
                  .header("Origin", origin)
                  .header("Access-Control-Request-Method", "POST")
                  .header("Access-Control-Request-Headers", "content-type")
                  .method("OPTIONS", BodyPublishers.noBody()));

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(origin);
      assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("POST");
      assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
      assertThat(answer.headers().firstValue("vary")).contains("Origin");
    }
  }

  @Test
  @DisplayName("W6: slow bodies without a key hold few places, and none of those with one")
  void w6_slow_visitors_hold_few_places() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        slow.add(hold("203.0.113.7"));
      }
      Eventually.holds("there is no more room", () -> visitFrom("203.0.113.7") == 503);

      assertThat(visitFrom("203.0.113.8")).isEqualTo(202);
      assertThat(port.post(PATH, "pk_default_everything", "{" + EMAIL + "}").statusCode())
          .isEqualTo(202);

      slow.remove(0).close();
      Eventually.holds("there is room again", () -> visitFrom("203.0.113.7") == 202);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName(
      "W6: slow bodies without a key, from however many places, leave three quarters of the room")
  void w6_slow_visitors_from_everywhere_leave_room_for_keys() throws Exception {
    open(Configs.visited(Configs.UNCHALLENGED, Configs.behind(8, "127.0.0.1")));
    try (Socket one = hold("203.0.113.1");
        Socket other = hold("203.0.113.2")) {
      assertThat(List.of(one, other)).allMatch(Socket::isConnected);
      Eventually.holds("there is no more room", () -> visitFrom("203.0.113.3") == 503);

      assertThat(port.post(PATH, "pk_default_everything", "{" + EMAIL + "}").statusCode())
          .isEqualTo(202);
    }
  }

  private int visitFrom(String address) {
    return port.send(visit(DEFAULT, "{" + EMAIL + "}").header("X-Forwarded-For", address))
        .statusCode();
  }

  /** A visit whose body never comes. */
  private Socket hold(String address) throws IOException {
    Socket socket = new Socket("127.0.0.1", port.port());
    String head =
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: x\r\nOrigin: "
            + DEFAULT
            + "\r\nX-Forwarded-For: "
            + address
            + "\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static JsonArray errors(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonArray("errors");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}

package dev.postkey.http;

import static dev.postkey.http.Configs.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsTest {
  private static final String PATH = "/v1/reset-requests";
  private static final String ORIGIN = "https://shop.example.com";

  private PublicPort port;

  private void open(Set<String> origins) throws Exception {
    port = new PublicPort(Configs.with(1000, origins));
    AcceptRequest.Accepted accepted =
        new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(accepted));
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  @Test
  @DisplayName("W5: off by default")
  void w5_without_origins_nothing_is_said() throws Exception {
    open(Set.of());

    assertThat(saidToBrowsers(port.send(post(ORIGIN)))).isFalse();
    assertThat(saidToBrowsers(port.send(preflight(PATH, ORIGIN)))).isFalse();
  }

  @Test
  @DisplayName("W5: an allowed origin may read the answer, an error too")
  void w5_an_allowed_origin_may_read_the_answer() throws Exception {
    open(Set.of(ORIGIN));

    HttpResponse<String> accepted = port.send(post(ORIGIN));
    HttpResponse<String> refused =
        port.send(port.request(PATH).header("Origin", ORIGIN).POST(BodyPublishers.noBody()));

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(refused.statusCode()).isEqualTo(401);
    for (HttpResponse<String> answer : List.of(accepted, refused)) {
      assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(ORIGIN);
      assertThat(answer.headers().firstValue("vary")).contains("Origin");
      assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
    }
  }

  @ParameterizedTest
  @DisplayName("W5: origins are compared whole")
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://shop.example.com.evil.example",
        "https://evil-shop.example.com",
        "http://shop.example.com",
        "https://shop.example.com:444",
        "https://shop.example.com/",
        "HTTPS://shop.example.com",
        "null",
        "*",
      })
  void w5_any_other_origin_may_not(String origin) throws Exception {
    open(Set.of(ORIGIN));

    for (HttpRequest.Builder request : List.of(post(origin), preflight(PATH, origin))) {
      HttpResponse<String> answer = port.send(request);
      assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
      assertThat(answer.headers().firstValue("vary")).contains("Origin");
    }
  }

  @Test
  @DisplayName("W5: an allowed origin may read that there is too much to do")
  void w5_an_allowed_origin_may_read_an_overload() throws Exception {
    port = new PublicPort(Configs.with(0, Set.of(ORIGIN)));

    HttpResponse<String> answer = port.send(post(ORIGIN));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(ORIGIN);
  }

  @Test
  @DisplayName("W5: a preflight is answered for asking, and for nothing else")
  void w5_a_preflight_is_answered_for_asking_only() throws Exception {
    open(Set.of(ORIGIN));

    HttpResponse<String> answer = port.send(preflight(PATH, ORIGIN));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(ORIGIN);
    assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("POST");
    assertThat(answer.headers().firstValue("access-control-allow-headers"))
        .contains("authorization, content-type, idempotency-key");
    assertThat(saidToBrowsers(port.send(preflight("/v1/tokens/consume", ORIGIN)))).isFalse();
    assertThat(port.asked).isEmpty();
  }

  private HttpRequest.Builder post(String origin) {
    return port.request(PATH)
        .header("Origin", origin)
        .header("Authorization", "Bearer " + KEY)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"email\":\"ann@example.com\"}"));
  }

  private HttpRequest.Builder preflight(String path, String origin) {
    return port.request(path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization, content-type")
        .method("OPTIONS", BodyPublishers.noBody());
  }

  private static boolean saidToBrowsers(HttpResponse<String> answer) {
    return answer.headers().map().keySet().stream()
        .anyMatch(name -> name.startsWith("access-control") || name.equals("vary"));
  }
}

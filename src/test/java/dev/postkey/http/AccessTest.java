package dev.postkey.http;

import static dev.postkey.http.Configs.FORUM_KEY;
import static dev.postkey.http.Configs.KEY;
import static dev.postkey.http.Configs.REQUEST_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.TellStory;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
  private static final String STORY = "/v1/reset-requests/AAECAwQFBgcICQoLDA0ODw";

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    port = new PublicPort(Configs.PLAIN);
    port.serve(Addresses.STORY, question -> Future.succeededFuture(new TellStory.Unknown()));
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer pk_nobody",
        "Basic pk_shop_everything",
        "pk_shop_everything",
        "Bearer PK_SHOP_EVERYTHING",
        "Bearer pk_shop_everything x",
      })
  void a_call_without_a_known_key_is_a_401_and_costs_nothing(String authorization) {
    HttpResponse<String> answer =
        port.send(port.request(STORY).header("Authorization", authorization).GET());

    assertProblem(answer, 401, "unauthorized");
    assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(port.asked).isEmpty();
    assertThat(port.counted).isEmpty();
  }

  @Test
  void a_call_without_the_header_is_a_401() {
    assertProblem(port.send(port.request(STORY).GET()), 401, "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer pk_nobody, its hash must be among apps.<id>.api-keys",
    "pk_shop_everything, Authorization: Bearer pk_...",
    "'', Authorization: Bearer pk_...",
  })
  void a_401_tells_a_key_that_nobody_has_from_one_that_was_not_sent(String sent, String advice) {
    HttpResponse<String> answer =
        port.send(port.request(STORY).header("Authorization", sent).GET());

    assertThat(detail(answer)).contains(advice);
  }

  @Test
  void the_scheme_is_read_in_any_case() {
    HttpResponse<String> answer =
        port.send(port.request(STORY).header("Authorization", "bEARER " + KEY).GET());

    assertProblem(answer, 404, "request-unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/tokens, mint",
    "/v1/tokens/inspect, consume",
    "/v1/tokens/consume, consume",
    "/v1/tokens/revoke, revoke"
  })
  void a_key_without_the_scope_is_a_403_that_names_it(String path, String scope) {
    HttpResponse<String> answer = port.post(path, REQUEST_KEY, "{}");

    assertProblem(answer, 403, "scope-missing");
    assertThat(detail(answer)).contains("'" + scope + "'");
  }

  @Test
  void reading_a_story_needs_its_scope_too() {
    assertProblem(port.get(STORY, REQUEST_KEY), 403, "scope-missing");
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("S6: a key asks in the name of its own app")
  void s6_a_key_asks_in_the_name_of_its_own_app() {
    port.get(STORY, FORUM_KEY);

    assertThat(((TellStory) port.asked.get(0)).app()).isEqualTo(new AppId("forum"));
  }

  @Test
  void a_reload_takes_effect_at_once() {
    assertProblem(port.get(STORY, KEY), 404, "request-unknown");

    Config now = Configs.PLAIN;
    AppId forum = new AppId("forum");
    Map<AppId, Config.App> withoutShop = Map.of(forum, now.app(forum));
    port.reload(new Config(now.http(), null, null, null, null, null, null, withoutShop));

    assertProblem(port.get(STORY, KEY), 401, "unauthorized");
    assertProblem(port.get(STORY, FORUM_KEY), 404, "request-unknown");
  }

  @Test
  void every_answer_is_private_and_names_no_server() throws Exception {
    String story = "GET " + STORY + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    for (String request :
        new String[] {
          story + "Authorization: Bearer " + KEY + "\r\n\r\n",
          story + "\r\n",
          "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "PUT /v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "nonsense\r\n\r\n",
        }) {
      String head = port.raw(request).split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT);

      assertThat(head)
          .as(request)
          .contains("cache-control: no-store")
          .contains("x-content-type-options: nosniff")
          .contains("referrer-policy: no-referrer")
          .doesNotContain("\r\nserver:")
          .doesNotContain("set-cookie")
          .doesNotContain("access-control");
    }
  }

  @Test
  void what_is_not_there_is_a_404() {
    for (String path : new String[] {"/", "/v1", "/v1/tokens/x", "/v1/reset-requests/a/b", "/r"}) {
      assertProblem(port.get(path, KEY), 404, "not-found");
      assertThat(detail(port.get(path, KEY))).contains("/openapi.yaml");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/reset-requests|GET|POST, OPTIONS",
        "/v1/tokens|DELETE|POST, OPTIONS",
        "/v1/tokens/consume|GET|POST, OPTIONS",
        "/v1/tokens/consume|HEAD|POST, OPTIONS",
        "/v1/reset-requests/AAECAwQFBgcICQoLDA0ODw|POST|GET, HEAD, OPTIONS",
        "/openapi.yaml|PUT|GET, HEAD, OPTIONS",
      })
  void a_wrong_method_is_a_405_that_names_the_right_ones(String path, String method, String allow) {
    HttpResponse<String> answer =
        port.send(port.request(path).method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains(allow);
    if (!method.equals("HEAD")) {
      assertThat(detail(answer)).contains(allow);
    }
  }

  @Test
  void options_names_the_methods() {
    HttpResponse<String> answer =
        port.send(port.request("/v1/tokens").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("allow")).contains("POST, OPTIONS");
  }

  @Test
  void head_is_get_without_the_body() {
    HttpResponse<String> answer =
        port.send(port.request("/openapi.yaml").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/yaml");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void neither_host_nor_forwarding_headers_change_an_answer() throws Exception {
    String plain =
        "GET /nothing HTTP/1.1\r\nHost: accounts.example.com\r\nConnection: close\r\n\r\n";
    String forged =
        "GET /nothing HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
            + "X-Forwarded-Proto: gopher\r\nForwarded: host=evil.example\r\n"
            + "Connection: close\r\n\r\n";

    assertThat(port.raw(forged)).isEqualTo(port.raw(plain));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private static String detail(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("detail");
  }
}

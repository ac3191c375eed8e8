package dev.postkey.http;

import static dev.postkey.http.Configs.KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodiesTest {
  private static final String PATH = "/v1/reset-requests";
  private static PublicPort port;

  @BeforeAll
  static void open() throws Exception {
    port = new PublicPort(Configs.PLAIN);
    AcceptRequest.Accepted accepted =
        new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(accepted));
  }

  @AfterAll
  static void close() throws Exception {
    port.close();
  }

  @AfterEach
  void forget() {
    port.asked.clear();
    port.counted.clear();
  }

  @ParameterizedTest
  @DisplayName("A1: what is not exactly one address is a 400, and nothing is queued")
  @ValueSource(
      strings = {
        "{\"email\":[\"ann@example.com\"]}",
        "{\"email\":[\"ann@example.com\",\"eve@example.com\"]}",
        "{\"email\":{\"0\":\"ann@example.com\"}}",
        "{\"email\":null}",
        "{\"email\":true}",
        "{\"email\":7}",
        "{\"email\":\"\"}",
        "{\"email[]\":\"ann@example.com\"}",
        "{\"email\":\"ann@example.com\",\"email[]\":\"eve@example.com\"}",
        "{\"email\":\"ann@example.com\",\"email\":\"eve@example.com\"}",
        "{\"email\":\"ann@example.com\",\"\\u0065mail\":\"eve@example.com\"}",
        "{\"email\":\"ann@example.com\",\"Email\":\"eve@example.com\"}",
        "{\"email\":\"ann@example.com,eve@example.com\"}",
        "{\"email\":\"ann@example.com;eve@example.com\"}",
        "{\"email\":\"ann@example.com eve@example.com\"}",
        "{\"email\":\" ann@example.com\"}",
        "{\"email\":\"ann@example.com \"}",
        "{\"email\":\"ann@example.com%00\"}",
        "{\"email\":\"ann@example.com\\u0000\"}",
        "{\"email\":\"ann@example.com\\n\"}",
        "{\"email\":\"ann@example.com\\r\\nBcc: eve@example.com\"}",
        "{\"email\":\"ann@example.com\\ud800\"}",
        "{\"email\":\"Ann <ann@example.com>\"}",
        "email=ann@example.com&email=eve@example.com",
      })
  void a1_what_is_not_exactly_one_address_is_refused(String body) {
    HttpResponse<String> answer = port.post(PATH, KEY, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(code(answer)).isEqualTo("invalid-request");
    assertThat(errors(answer)).isNotEmpty();
    assertThat(port.asked).isEmpty();
    assertThat(port.counted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "\"ann@example.com\"",
        "[{\"email\":\"ann@example.com\"}]",
        "{\"email\":\"ann@example.com\"}{}",
        "{\"email\":\"ann@example.com\"} x",
        "{\"email\":\"ann@example.com\",}",
        "{'email':'ann@example.com'}",
        "{email:\"ann@example.com\"}",
        "{\"email\":\"ann@example.com\"/* */}",
        "{\"email\":\"ann@example.com\",\"data\":{\"a\":NaN}}",
        "{\"email\":\"ann\nexample.com\"}",
        "\ufeff{\"email\":\"ann@example.com\"}",
      })
  void what_is_not_one_json_object_is_refused(String body) {
    HttpResponse<String> answer = port.post(PATH, KEY, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(errors(answer)).extracting("pointer").contains("");
    assertThat(port.asked).isEmpty();
  }

  @Test
  void deep_nesting_is_refused_without_being_followed() {
    String deep = "{\"email\":" + "[".repeat(8_000) + "]".repeat(8_000) + "}";

    assertThat(port.post(PATH, KEY, deep).statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("W6: a body is not answered with more than its own size")
  void w6_names_that_errors_repeat_do_not_add_up() {
    String half = "{\"email\":\"ann@example.com\",\"data\":{\"%s\":{%s\"z\":\"\"}}}";
    String broken = "\"\":\"\\ud800\",".repeat(600);
    String[] bodies = {
      half.formatted("~".repeat(8_000), broken),
      half.formatted("~".repeat(128), broken),
      "{\"" + "~".repeat(8_000) + "\":{" + broken + "\"z\":1}}",
      "{\"" + "~".repeat(128) + "\":{" + broken + "\"z\":1}}",
    };

    for (String body : bodies) {
      HttpResponse<String> answer = port.post(PATH, KEY, body);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).hasSizeLessThan(body.length());
    }
  }

  @Test
  void only_utf_8_is_read() {
    String body = "{\"email\":\"ann@example.com\",\"name\":\"Zoë\"}";

    assertThat(post(body.getBytes(UTF_8)).statusCode()).isEqualTo(202);
    assertThat(post(body.getBytes(ISO_8859_1)).statusCode()).isEqualTo(400);
    assertThat(post(body.getBytes(UTF_16)).statusCode()).isEqualTo(400);
    byte[] overlong =
        "{\"email\":\"ann@example.com\",\"name\":\"\u00c0\u0080\"}".getBytes(ISO_8859_1);
    assertThat(post(overlong).statusCode()).isEqualTo(400);
    byte[] surrogate =
        "{\"email\":\"ann@example.com\",\"name\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1);
    assertThat(post(surrogate).statusCode()).isEqualTo(400);
  }

  @Test
  void all_faults_are_told_at_once_each_with_its_place() {
    String body =
        """
        {"email": "ann", "subject": 7, "name": "\\u202Eann", "locale": "english_uk!",
         "client": "example.com", "a/b~c": 1,
         "data": {"ok": "x", "1st": "x", "n": 1, "a/b": "x", "line": "a\\nb", "nested": {"a": "b"}}}
        """;

    HttpResponse<String> answer = port.post(PATH, KEY, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(errors(answer))
        .extracting("pointer")
        .containsExactlyInAnyOrder(
            "/email",
            "/subject",
            "/name",
            "/locale",
            "/client",
            "/a~1b~0c",
            "/data/1st",
            "/data/n",
            "/data/a~1b",
            "/data/line",
            "/data/nested");
    assertThat(answer.body()).doesNotContain("english_uk!").doesNotContain("example.com\"");
  }

  @Test
  void a_small_body_is_not_answered_with_a_large_one() {
    StringBuilder body = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 1_000; i++) {
      body.append(",\"").append(i).append("\":1");
    }

    HttpResponse<String> answer = port.post(PATH, KEY, body.append('}').toString());

    assertThat(errors(answer)).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({"4095,202", "4096,202", "4097,400"})
  void data_has_at_most_4_kib_of_utf_8_in_all(int bytes, int status) {
    String value = "é".repeat((bytes - 2) / 2) + "x".repeat(bytes % 2);
    JsonObject body =
        new JsonObject()
            .put("email", "ann@example.com")
            .put("data", new JsonObject().put("k2", value));
    assertThat(("k2" + value).getBytes(UTF_8)).hasSize(bytes);

    assertThat(port.post(PATH, KEY, body.encode()).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "und",
        "x-private",
        "en_US",
        "en-",
        "de-toolongsubtag",
        "en-x-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"
      })
  void what_names_no_language_is_refused(String tag) {
    String body = new JsonObject().put("email", "a@example.com").put("locale", tag).encode();

    assertThat(errors(port.post(PATH, KEY, body))).extracting("pointer").containsExactly("/locale");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|202",
        "APPLICATION/JSON|202",
        "application/json; charset=utf-8|202",
        "application/json;charset=\"UTF-8\"|202",
        "application/json; charset=utf-16|415",
        "application/jsonp|415",
        "text/plain|415",
        "application/x-www-form-urlencoded|415",
        "multipart/form-data; boundary=x|415",
      })
  void only_json_is_read(String type, int status) {
    HttpResponse<String> answer =
        port.send(
            port.request(PATH)
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"email\":\"ann@example.com\"}")));

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void a_body_of_unsaid_type_is_a_415() {
    HttpResponse<String> answer =
        port.send(
            port.request(PATH)
                .header("Authorization", "Bearer " + KEY)
                .POST(BodyPublishers.ofString("{\"email\":\"ann@example.com\"}")));

    assertThat(code(answer)).isEqualTo("unsupported-media-type");
    assertThat(answer.body()).contains("Content-Type: application/json");
  }

  @Test
  void a_field_with_a_typo_is_told_the_names_that_there_are() {
    HttpResponse<String> answer = port.post("/v1/tokens/revoke", KEY, "{\"subjct\":\"4711\"}");

    assertThat(errors(answer))
        .contains(new FieldError("/subjct", "There is no such field; known are subject."));
  }

  private static HttpResponse<String> post(byte[] body) {
    return port.post(PATH, KEY, BodyPublishers.ofByteArray(body));
  }

  private static String code(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("code");
  }

  private static List<FieldError> errors(HttpResponse<String> answer) {
    return new JsonObject(answer.body())
        .getJsonArray("errors", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .map(error -> new FieldError(error.getString("pointer"), error.getString("detail")))
            .toList();
  }
}

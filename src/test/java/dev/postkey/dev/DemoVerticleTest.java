package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoVerticleTest {
  private static final String API_KEY = "pk_test";
  private static final String TOKEN = "Q7hQpXcVxq3mJt0v2Zb9nKfE8sLrYwUaDgIoTyRk1Bc";
  private static final String LINK = "/reset=" + TOKEN;
  private static final String REQUESTS = "/v1/reset-requests";
  private static final String INSPECT = "/v1/tokens/inspect";
  private static final String CONSUME = "/v1/tokens/consume";

  private Vertx vertx;
  private FakePostkey postkey;
  private DemoVerticle demo;
  private Web web;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    postkey = new FakePostkey(vertx);
    postkey.answer(REQUESTS, 202, new JsonObject().put("id", "r1").put("status", "accepted"));
    postkey.answer(INSPECT, 200, account().put("expiresAt", "2026-03-14T09:45:00Z"));
    postkey.answer(CONSUME, 200, account().put("data", new JsonObject().put("cart", "31")));
    URI inbox = URI.create("http://localhost:9090/inbox");
    demo = new DemoVerticle(postkey.url(), inbox, API_KEY, 0);
    vertx.deployVerticle(demo).await(10, TimeUnit.SECONDS);
    web = new Web(demo.port());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  @Test
  void the_form_asks_Postkey_for_a_mail() throws Exception {
    assertThat(web.get("/").body()).contains("<form method=\"post\" action=\"/\">");

    HttpResponse<String> answer = web.send("POST", "/", "email=bob%40example.com");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("If there is an account for <strong>bob@example.com</strong>")
        .contains("href=\"http://localhost:9090/inbox\"");
    assertThat(postkey.asked())
        .containsExactly(
            new FakePostkey.Asked(
                REQUESTS, "Bearer " + API_KEY, new JsonObject().put("email", "bob@example.com")));
  }

  @Test
  void opening_a_link_shows_for_whom_it_is_and_a_button() throws Exception {
    HttpResponse<String> answer = web.get(LINK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("ann@example.com", "r1", "<button>Use this link</button>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
  void H3_no_verb_but_POST_uses_a_link(String verb) throws Exception {
    web.send(verb, LINK, "", "Sec-Purpose", "prefetch");

    assertThat(postkey.asked()).extracting(FakePostkey.Asked::path).doesNotContain(CONSUME);
  }

  @Test
  void the_button_uses_the_link_and_shows_what_Postkey_says() throws Exception {
    HttpResponse<String> answer = web.send("POST", LINK, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("The link is used", "ann@example.com", "<dd>31</dd>");
    assertThat(postkey.asked())
        .containsExactly(
            new FakePostkey.Asked(
                CONSUME, "Bearer " + API_KEY, new JsonObject().put("token", TOKEN)));
  }

  @Test
  void each_call_is_shown_as_a_command_with_its_real_answer() throws Exception {
    String page = web.get(LINK).body();

    assertThat(page)
        .contains("curl -i " + postkey.url() + INSPECT, "curl -i " + postkey.url() + CONSUME)
        .contains("Authorization: Bearer " + API_KEY)
        .contains("&quot;requestId&quot; : &quot;r1&quot;");
  }

  @ParameterizedTest
  @CsvSource({
    "400, token-malformed, not a whole link",
    "404, token-unknown, Nobody knows this link",
    "410, token-expired, came too late",
    "410, token-used, This link was used",
    "410, token-replaced, newer link took its place",
    "410, token-revoked, was withdrawn"
  })
  void a_dead_link_says_why_when_opened_and_when_used(int status, String code, String words)
      throws Exception {
    postkey.refuse(INSPECT, status, code);
    postkey.refuse(CONSUME, status, code);

    for (HttpResponse<String> answer : List.of(web.get(LINK), web.send("POST", LINK, ""))) {
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains(words, code).doesNotContain("Use this link");
    }
  }

  @Test
  void any_other_no_is_passed_on_in_the_words_of_Postkey() throws Exception {
    postkey.answer(
        REQUESTS,
        429,
        new JsonObject().put("code", "rate-limited").put("detail", "Try again in 3 s."));

    HttpResponse<String> answer = web.send("POST", "/", "email=bob%40example.com");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("Postkey said no", "Try again in 3 s.");
  }

  @Test
  void when_Postkey_is_away_the_page_says_so() throws Exception {
    postkey.close();

    HttpResponse<String> opened = web.get(LINK);
    assertThat(opened.statusCode()).isEqualTo(503);
    assertThat(opened.body()).contains("Postkey does not answer").doesNotContain("Exception");
    assertThat(web.send("POST", LINK, "").body()).contains("is not known");
  }

  @Test
  void nothing_that_Postkey_or_a_link_says_becomes_markup() throws Exception {
    String hostile = "<script>alert(1)</script>\"'";
    postkey.answer(
        CONSUME,
        200,
        account()
            .put("email", hostile)
            .put("subject", hostile)
            .put("data", new JsonObject().put(hostile, hostile)));

    String page = web.send("POST", "/reset=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "").body();
    assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>alert");
  }

  @Test
  void a_command_that_is_pasted_runs_nothing_of_the_link() throws Exception {
    String page = web.get("/reset=x'%3Btouch%20x%3B'").body();

    assertThat(page).contains("x&#x27;\\&#x27;&#x27;;touch x;&#x27;\\&#x27;&#x27;&quot;}&#x27;");
  }

  @Test
  void H5_another_site_cannot_use_a_link_or_ask_for_one() throws Exception {
    for (String path : new String[] {LINK, "/"}) {
      HttpResponse<String> answer =
          web.send("POST", path, "email=a%40example.com", "Origin", "https://evil.example");
      assertThat(answer.statusCode()).isEqualTo(403);
    }
    assertThat(postkey.asked()).isEmpty();
  }

  @Test
  void H5_the_pages_of_the_demo_itself_may_send_their_forms() throws Exception {
    String own = "http://localhost:" + demo.port();

    assertThat(web.send("POST", LINK, "", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(web.send("POST", LINK, "", "Origin", "null").statusCode()).isEqualTo(200);
    assertThat(web.send("POST", LINK, "", "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_name_that_was_made_to_point_here_gets_nothing() throws Exception {
    HttpClient client = vertx.createHttpClient();
    int status =
        client
            .request(HttpMethod.GET, demo.port(), "127.0.0.1", LINK)
            .compose(request -> request.authority(HostAndPort.create("evil.example", 80)).send())
            .map(HttpClientResponse::statusCode)
            .await(5, TimeUnit.SECONDS);

    assertThat(status).isEqualTo(421);
    assertThat(postkey.asked()).isEmpty();
  }

  @Test
  void a_taken_port_is_told_in_plain_words() {
    DemoVerticle second =
        new DemoVerticle(postkey.url(), URI.create("http://localhost/inbox"), API_KEY, demo.port());

    assertThatThrownBy(() -> vertx.deployVerticle(second).await(10, TimeUnit.SECONDS))
        .hasMessageStartingWith("the demo cannot listen on port " + demo.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", LINK, "/nowhere", "/static/dev.css"})
  void H1_H2_every_answer_forbids_to_cache_frame_or_load_from_elsewhere(String path)
      throws Exception {
    HttpResponse<String> answer = web.get(path);

    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void an_unknown_address_is_a_page_too() throws Exception {
    HttpResponse<String> answer = web.get("/nowhere");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("There is no such page");
  }

  private static JsonObject account() {
    return new JsonObject()
        .put("app", "default")
        .put("subject", "ann")
        .put("email", "ann@example.com")
        .put("requestId", "r1");
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}

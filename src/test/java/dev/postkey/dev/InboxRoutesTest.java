package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxRoutesTest {
  private static final String HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=y>";
  private static final String HTML_MAIL =
      """
      To: ann@example.com
      Subject: Hello
      Content-Type: text/html; charset=utf-8

      <p>Grüße</p><script>alert(1)</script>
      """;

  @TempDir Path folder;
  private Vertx vertx;
  private Inbox inbox;
  private Web web;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    inbox = Inbox.open(folder, 0);
    Router router = Router.router(vertx);
    new InboxRoutes(vertx, inbox, URI.create("http://localhost:8081")).mount(router);
    HttpServer server = vertx.createHttpServer().requestHandler(router);
    server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
    web = new Web(server.actualPort());
  }

  @AfterEach
  void close() throws Exception {
    inbox.close();
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  @Test
  void the_list_tells_id_recipient_subject_and_date_newest_first() throws Exception {
    receive("ann@example.com", "one", "");
    receive("bob@example.com", "two", "");

    JsonArray list = new JsonArray(web.get("/inbox/messages").body());
    assertThat(list).hasSize(2);
    assertThat(list.getJsonObject(0).getString("subject")).isEqualTo("two");
    JsonObject one = list.getJsonObject(1);
    assertThat(one.fieldNames()).containsExactly("id", "to", "subject", "date");
    assertThat(one.getString("to")).isEqualTo("ann@example.com");
    assertThat(one.getInstant("date")).isEqualTo(inbox.store().messages().get(1).date());
  }

  @Test
  void mail_is_refused_from_stop_to_start() throws Exception {
    assertThat(web.post("/inbox/smtp/stop").body()).isEqualTo(state(false));
    assertThat(web.get("/inbox/smtp").body()).isEqualTo(state(false));
    assertThatThrownBy(() -> new InboxClient(inbox.port())).isInstanceOf(ConnectException.class);

    assertThat(web.post("/inbox/smtp/start").body()).isEqualTo(state(true));
    assertThat(web.get("/inbox/smtp").body()).isEqualTo(state(true));
    receive("ann@example.com", "one", "");
    assertThat(new JsonArray(web.get("/inbox/messages").body())).hasSize(1);
  }

  @Test
  void stopping_and_starting_twice_changes_nothing() throws Exception {
    web.post("/inbox/smtp/start");
    web.post("/inbox/smtp/stop");
    assertThat(web.post("/inbox/smtp/stop").body()).isEqualTo(state(false));
    web.post("/inbox/smtp/start");
    assertThat(web.post("/inbox/smtp/start").body()).isEqualTo(state(true));
  }

  @Test
  void the_page_has_the_button_that_is_right_and_leads_back_to_itself() throws Exception {
    assertThat(web.get("/inbox").body())
        .contains("action=\"/inbox/smtp/stop\"", "Stop taking mail")
        .doesNotContain("Taking no mail");

    HttpResponse<String> answer = web.post("/inbox/smtp/stop", "Accept", "text/html");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/inbox");
    assertThat(web.get("/inbox").body())
        .contains("action=\"/inbox/smtp/start\"", "Take mail again", "Taking no mail");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "start"})
  void H5_another_sites_page_cannot_turn_the_switch(String turn) throws Exception {
    HttpResponse<String> answer = web.post("/inbox/smtp/" + turn, "Sec-Fetch-Site", "cross-site");

    assertProblem(answer, 403, "cross-site");
    assertThat(inbox.takesMail()).isTrue();
  }

  @Test
  void a_port_that_somebody_took_meanwhile_is_told() throws Exception {
    web.post("/inbox/smtp/stop");
    try (ServerSocket other = new ServerSocket(inbox.port(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      HttpResponse<String> answer = web.post("/inbox/smtp/start");

      assertProblem(answer, 503, "unavailable");
      assertThat(answer.body()).contains("another program has it");
      assertThat(web.get("/inbox/smtp").body()).isEqualTo(state(false));
    }
  }

  private String state(boolean takesMail) {
    return "{\"takesMail\":" + takesMail + ",\"port\":" + inbox.port() + "}";
  }

  @Test
  void the_list_can_be_of_one_recipient() throws Exception {
    receive("ann@example.com", "one", "");
    receive("bob@example.com", "two", "");

    JsonArray list = new JsonArray(web.get("/inbox/messages?to=ANN@example.com").body());
    assertThat(list).hasSize(1);
    assertThat(list.getJsonObject(0).getString("subject")).isEqualTo("one");
  }

  @Test
  void who_waits_is_answered_by_the_first_mail_that_matches() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        web.getLater("/inbox/messages?to=bob@example.com&wait=60s");
    receive("ann@example.com", "one", "");
    receive("bob@example.com", "two", "");

    String body = answer.get(5, TimeUnit.SECONDS).body();
    assertThat(body).contains("\"two\"").doesNotContain("\"one\"");
  }

  @Test
  void who_waits_in_vain_gets_an_empty_list() throws Exception {
    assertThat(web.get("/inbox/messages?wait=20ms").body()).isEqualTo("[]");
  }

  @Test
  void closing_the_inbox_answers_those_who_wait() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = web.getLater("/inbox/messages?wait=60s");
    inbox.close();

    assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("[]");
  }

  @Test
  void a_bad_parameter_is_a_problem() throws Exception {
    HttpResponse<String> answer = web.get("/inbox/messages?wait=soon");

    assertProblem(answer, 400, "invalid-request");
    assertThat(new JsonObject(answer.body()).getString("detail")).startsWith("wait: ");
  }

  @Test
  void a_mail_that_cannot_be_read_is_a_problem_and_no_stack_trace() throws Exception {
    String id = receive("ann@example.com", "one", "hi");
    Path mail = folder.resolve(id + ".eml");
    Files.delete(mail);
    Files.createDirectory(mail);

    assertProblem(web.get("/inbox/messages/" + id), 500, "internal");
  }

  @Test
  void a_mail_can_be_had_as_it_came() throws Exception {
    String id = receive("ann@example.com", "one", "hi");

    HttpResponse<String> answer = web.get("/inbox/messages/" + id);
    assertThat(header(answer, "Content-Type")).isEqualTo("message/rfc822");
    assertThat(answer.body()).startsWith("To: ann@example.com\r\nSubject: one\r\n");
  }

  @Test
  void the_link_of_a_mail_can_be_had_alone() throws Exception {
    String id = receive("ann@example.com", "one", "Hi\n\nhttps://example.com/reset=Abc\n");

    HttpResponse<String> answer = web.get("/inbox/messages/" + id + "/link");
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(new JsonObject().put("link", "https://example.com/reset=Abc"));
  }

  @Test
  void what_a_mail_does_not_have_is_not_found() throws Exception {
    String id = receive("ann@example.com", "one", "no link");

    assertProblem(web.get("/inbox/messages/" + id + "/link"), 404, "not-found");
    assertProblem(web.get("/inbox/messages/" + id + "/html"), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20000101-000000-000", "x", "..%2Fx", "20000101-000000-000/link"})
  void an_unknown_mail_is_not_found(String id) throws Exception {
    assertProblem(web.get("/inbox/messages/" + id), 404, "not-found");
  }

  @Test
  void the_HTML_of_a_mail_runs_nothing_and_loads_nothing() throws Exception {
    InboxClient.send(inbox.port(), "ann@example.com", HTML_MAIL);

    HttpResponse<String> answer = web.get("/inbox/messages/" + newest() + "/html");
    assertThat(answer.body()).contains("<p>Grüße</p>");
    assertThat(header(answer, "Content-Security-Policy"))
        .startsWith("sandbox ")
        .contains("default-src 'none'", "frame-ancestors 'self'")
        .doesNotContain("allow-scripts", "allow-same-origin");
  }

  @Test
  void the_page_shows_the_newest_mail_and_offers_its_link() throws Exception {
    receive("ann@example.com", "Reset", "https://example.com/reset=Abc");

    assertThat(web.get("/inbox").body())
        .contains("Reset</h2>")
        .containsPattern(
            "href=\"https://example.com/reset&#x3D;Abc\" target=\"_blank\" rel=\"noopener");
  }

  @Test
  void the_page_shows_HTML_in_a_frame_without_rights() throws Exception {
    InboxClient.send(inbox.port(), "ann@example.com", HTML_MAIL);

    assertThat(web.get("/inbox").body())
        .contains("src=\"/inbox/messages/" + newest() + "/html\"")
        .contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"");
  }

  @Test
  void the_page_shows_the_source_when_asked() throws Exception {
    String id = receive("ann@example.com", "one", "hi");

    assertThat(web.get("/inbox?id=" + id + "&view=source").body()).contains("Subject: one");
    assertThat(web.get("/inbox?id=" + id + "&view=text").body()).doesNotContain("Subject: one");
  }

  @Test
  void nothing_that_a_mail_says_becomes_markup_of_the_page() throws Exception {
    receive("\"<b>\"@example.com", HOSTILE, HOSTILE);

    String page = web.get("/inbox").body();
    assertThat(page)
        .doesNotContain("<script>alert", "<img src=x", "<b>")
        .contains("&lt;script&gt;");
  }

  @Test
  void an_empty_inbox_says_where_a_mail_can_be_asked_for() throws Exception {
    assertThat(web.get("/inbox").body())
        .contains("Waiting for the first mail", "0 mails")
        .contains("href=\"http://localhost:8081\"");
  }

  @Test
  void a_page_of_a_mail_that_is_gone_says_so() throws Exception {
    HttpResponse<String> answer = web.get("/inbox?id=20000101-000000-000");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("This mail is gone");
  }

  @Test
  void the_inbox_can_be_emptied_by_a_call_and_by_the_button() throws Exception {
    receive("ann@example.com", "one", "");
    assertThat(web.send("DELETE", "/inbox/messages", "").statusCode()).isEqualTo(204);
    assertThat(web.get("/inbox/messages").body()).isEqualTo("[]");

    receive("ann@example.com", "two", "");
    HttpResponse<String> answer = web.send("POST", "/inbox/empty", "");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(header(answer, "Location")).isEqualTo("/inbox");
    assertThat(web.get("/inbox/messages").body()).isEqualTo("[]");
  }

  @Test
  void H5_another_site_cannot_empty_the_inbox() throws Exception {
    receive("ann@example.com", "one", "");

    assertProblem(
        web.send("POST", "/inbox/empty", "", "Origin", "https://evil.example"), 403, "cross-site");
    assertProblem(
        web.send("POST", "/inbox/empty", "", "Sec-Fetch-Site", "cross-site"), 403, "cross-site");
    assertThat(inbox.store().messages()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inbox", "/inbox?id=x", "/inbox/messages", "/inbox/static/dev.css"})
  void H1_H2_every_answer_forbids_to_cache_frame_or_load_from_elsewhere(String path)
      throws Exception {
    HttpResponse<String> answer = web.get(path);

    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(header(answer, "X-Robots-Tag")).isEqualTo("noindex");
    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
        .contains("base-uri 'none'")
        .doesNotContain("unsafe");
  }

  private String receive(String to, String subject, String text) throws IOException {
    InboxClient.send(inbox.port(), to, InboxClient.plain(to, subject, text));
    return newest();
  }

  private String newest() {
    return inbox.store().messages().get(0).id();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("type")).isEqualTo("urn:postkey:problem:" + code);
  }
}

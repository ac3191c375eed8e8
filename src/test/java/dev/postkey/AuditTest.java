package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** "What happened to ann@example.com?", asked by the command and on the management port. */
class AuditTest {
  private static final String ANN = "ann@example.com";
  private static final Pattern LINE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  [a-z]+  (\\S+)  (.*)");

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;

  private Cli cli;
  private Postkey postkey;

  @BeforeEach
  void start() throws Exception {
    postkey = Postkey.start(redis, folder, "POSTKEY_REDIS_PARTITIONS", "16");
    cli = Cli.on(folder, redis.url(), 16);
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
  }

  private List<String> audit(String... arguments) {
    assertThat(cli.run(new AuditCommand(), arguments)).isZero();
    return cli.out().lines().toList();
  }

  /** The sentences, once there are so many: notes are written behind everything else. */
  private List<String> sentences(String who, int count) throws Exception {
    return Eventually.see(
        () -> count + " entries of " + who,
        () ->
            Optional.of(
                    audit(who).stream()
                        .filter(line -> !line.startsWith("Nothing is"))
                        .map(LINE::matcher)
                        .toList())
                .filter(lines -> lines.size() >= count)
                .map(lines -> lines.stream().map(AuditTest::sentence).toList()));
  }

  private static String sentence(Matcher line) {
    assertThat(line.matches()).as("a line that is none").isTrue();
    return line.group(2);
  }

  private void use(String call, String token) throws Exception {
    postkey.post("/v1/tokens/" + call, new JsonObject().put("token", token));
  }

  @Test
  void an_address_tells_what_happened_to_it_from_the_request_to_the_second_try() throws Exception {
    postkey.ask(ANN);
    String token = postkey.tokenTo(ANN);
    postkey.facts().await(Fact.MailSent.class);
    use("inspect", token);
    use("consume", token);
    use("consume", token);
    use("inspect", token);
    postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", ANN));

    List<String> told = sentences(ANN, 7);

    assertThat(told.get(0)).isEqualTo("API key test asked for a link.");
    assertThat(told.get(1)).matches("Mailed: 127.0.0.1:\\d+ took the mail, at attempt 1.");
    assertThat(told.subList(2, 7))
        .containsExactly(
            "The link was looked at.",
            "The link was used: a new password could be set.",
            "A dead link was tried: it had been used.",
            "A dead link was tried: it had been used.",
            "All links of the account were revoked.");
  }

  @Test
  void it_is_found_in_any_spelling_that_counts_as_the_same_and_in_no_other() throws Exception {
    postkey.ask("Ann@bücher.example");

    assertThat(sentences("ANN@BÜCHER.example", 2)).first().asString().contains("asked");
    assertThat(sentences("ann@xn--bcher-kva.example", 2)).hasSize(2);
    assertThat(audit("ann@bucher.example")).singleElement().asString().startsWith("Nothing is");
    assertThat(audit("ann@bücher.example", "--app", "other")).singleElement();
  }

  @Test
  void a_flood_of_requests_is_one_line_and_pushes_nothing_out() throws Exception {
    postkey.ask(ANN);
    use("consume", postkey.tokenTo(ANN));
    for (int i = 1; i < 5; i++) {
      postkey.ask(ANN);
    }
    postkey.facts().await(Fact.MailSent.class, 5);
    for (int i = 0; i < 21; i++) {
      postkey.ask(ANN);
    }
    postkey.facts().await(Fact.RequestEnded.class, 21);
    sentences(ANN, 12);

    // Five asked for and mailed, one use, and what was too much in one.
    assertThat(sentences(ANN, 12))
        .hasSize(12)
        .contains("The link was used: a new password could be set.")
        .filteredOn(line -> line.contains("over its limit"))
        .singleElement()
        .asString()
        .endsWith("nothing is mailed. So 21 times, the last one told.");
  }

  @Test
  void a_link_that_was_handed_out_has_no_job_and_is_found_by_its_address() throws Exception {
    HttpResponse<String> made = postkey.post("/v1/tokens", new JsonObject().put("email", ANN));
    use("consume", new JsonObject(made.body()).getString("token"));

    List<String> told = sentences(ANN, 2);
    assertThat(told.get(0)).startsWith("API key test had a link made, to hand it over itself");
    assertThat(told.get(1)).startsWith("The link was used");
  }

  @Test
  void an_account_that_has_another_name_is_asked_for_by_that() throws Exception {
    postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", "account-7"));

    assertThat(sentences("account-7", 1)).containsExactly("All links of the account were revoked.");
  }

  @Test
  void the_address_can_come_from_standard_input() throws Exception {
    postkey.ask(ANN);
    sentences(ANN, 1);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((ANN + "\n").getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(audit("-", "--json"))
          .first()
          .satisfies(
              line ->
                  assertThat(new JsonObject(line).getMap())
                      .containsEntry("event", "accepted")
                      .containsEntry("app", "default")
                      .containsEntry("times", 1)
                      .containsEntry("key", "test")
                      .containsKeys("at", "request"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void what_is_no_address_is_told_so() throws Exception {
    assertThat(cli.run(new AuditCommand(), "ann@example,com")).isEqualTo(2);
    assertThat(cli.run(new AuditCommand(), "")).isEqualTo(2);
    assertThat(cli.err()).contains("No address was given.");
  }

  @Test
  void what_is_no_app_is_told_so_and_one_without_trails_is_named() throws Exception {
    assertThat(cli.run(new AuditCommand(), ANN, "--app", "NO")).isEqualTo(2);
    assertThat(cli.err()).contains("An app's name has");
    assertThat(cli.run(new AuditCommand(), ANN, "--app", "shpo")).isZero();
    assertThat(cli.out()).contains("Nothing is known of it in the app shpo");
  }

  @Test
  void the_management_port_tells_the_same_to_whoever_may_use_it() throws Exception {
    postkey.ask(ANN);
    sentences(ANN, 2);

    HttpResponse<String> told = ask("{\"email\":\"ANN@example.com\"}");

    assertThat(told.statusCode()).isEqualTo(200);
    assertThat(told.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(new JsonObject(told.body()).getJsonArray("entries").stream())
        .map(entry -> ((JsonObject) entry).getString("event"))
        .containsExactly("accepted", "mailed");
    assertThat(told.body()).doesNotContainIgnoringCase("ann@");
    assertThat(ask("{\"email\":\"ann@example.com\",\"app\":\"other\"}").body())
        .isEqualTo("{\"entries\":[]}");
  }

  @Test
  void a_body_that_is_no_question_is_refused_without_being_repeated() throws Exception {
    for (String body :
        List.of("", "[]", "null", "{}", "{\"email\":7}", "{\"email\":\"ann@example,com\"}", "{")) {
      HttpResponse<String> answer = ask(body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("ann@example,com");
    }
    assertThat(ask("{\"email\":\"" + "a".repeat(5000) + "\"}").statusCode()).isEqualTo(413);
    assertThat(Http.submit(postkey.management("/api/audit")).statusCode()).isEqualTo(415);
  }

  @Test
  void a_page_from_elsewhere_that_has_its_name_resolved_to_here_is_told_nothing() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", postkey.management("/").getPort())) {
      socket.setSoTimeout(30_000);
      String question =
          "POST /api/audit HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
              + "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
      socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return Http.post(postkey.management("/api/audit"), Configs.API_KEY, body);
  }

  @Test
  void a_trail_that_cannot_be_written_holds_up_no_mail_and_is_counted() throws Exception {
    redis.command("ACL", "SETUSER", "notes", "on", ">pass", "~pk:*", "+@all", "-rpush");
    String limited = redis.url().replaceFirst("//.*@", "//notes:pass@");
    postkey.close();
    postkey = Postkey.start(limited, folder, "POSTKEY_REDIS_PARTITIONS", "16");

    for (int i = 0; i < 20; i++) {
      postkey.ask("person" + i + "@example.com");
    }

    postkey.facts().await(Fact.MailSent.class, 20);
    URI metrics = postkey.management("/metrics");
    Eventually.holds(
        "what was dropped is counted",
        () -> postkey.get(metrics).body().contains("postkey_trail_dropped_total 40.0"));
  }

  @Test
  void nobody_can_list_addresses_and_every_trail_ends() throws Exception {
    Stream.of(ANN, "bob@example.com").forEach(this::asked);
    sentences(ANN, 2);
    sentences("bob@example.com", 2);

    List<?> trails = (List<?>) redis.command("KEYS", "pk:*:trail:*");

    assertThat(trails)
        .hasSize(2)
        .allSatisfy(
            key -> assertThat((String) key).matches("pk:\\{p\\d\\d}:trail:[\\w-]{43}:asked"))
        .allSatisfy(
            key ->
                assertThat((Long) redis.command("PTTL", (String) key))
                    .isBetween(29L * 86_400_000, 30L * 86_400_000));
  }

  private void asked(String email) {
    try {
      postkey.ask(email);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

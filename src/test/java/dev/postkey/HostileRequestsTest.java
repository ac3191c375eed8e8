package dev.postkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.HostileText;
import dev.postkey.support.Http;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requirements M6 and S15 from outside: hostile text in every field of every call, and in what a
 * mail server replies. What is mailed is one recipient's, with known header fields; what is logged,
 * by whatever logger at its finest level, is a line of its own and a line for each fact.
 */
class HostileRequestsTest {
  /**
   * What stands for {@code #} is hostile; each has an address of its own in the place of {@code @}.
   */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("the end of an address", "{'email':'@#'}"),
          Map.entry("an address", "{'email':'ann#@'}"),
          Map.entry("subject", "{'email':'@','subject':'ann#'}"),
          Map.entry("name", "{'email':'@','name':'Ann#'}"),
          Map.entry("locale", "{'email':'@','locale':'en#'}"),
          Map.entry("app", "{'email':'@','app':'default#'}"),
          Map.entry("client", "{'email':'@','client':'127.0.0.1#'}"),
          Map.entry("data", "{'email':'@','data':{'order':'7#'}}"),
          Map.entry("the name of data", "{'email':'@','data':{'order#':'7'}}"),
          Map.entry("the name of a field", "{'email':'@','em#':'x'}"));

  /** Answers to a well-formed request with one strange field. */
  private static final List<Integer> EXPECTED = List.of(202, 400, 403, 413);

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;

  private final ScriptedSmtp smtp = ScriptedSmtp.start();
  private final RecordedLog log = RecordedLog.ofEverything(new Logs.Line());
  private final List<String> asked = new ArrayList<>();
  private int people;
  private App app;
  private Facts facts;

  @BeforeEach
  void start() throws Exception {
    Config config =
        Configs.of(
            redis.url(),
            "POSTKEY_SMTP_RELAYS",
            "smtp://127.0.0.1:" + smtp.port(),
            "POSTKEY_MAIL_REPLY_TO",
            "help@example.com",
            "POSTKEY_LIMITS_PER_KEY",
            "100000/1s",
            "POSTKEY_LIMITS_PER_CLIENT",
            "100000/1s");
    app = new App(() -> config, (vertx, router) -> {});
    facts = new Facts(app.bus());
    app.start().await(20, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    app.stop().await(30, SECONDS);
    smtp.close();
    log.close();
  }

  @Test
  @DisplayName("M6, S15: hostile text in any field of a request is refused or encoded")
  void hostile_text_in_any_field_is_refused_or_encoded() throws Exception {
    for (String body : BODIES.values()) {
      for (String hostile : HostileText.ALL.values()) {
        ask(body, hostile);
      }
    }
    ask("{'email':'@'}", "");

    assertThat(asked)
        .as("accepted: names in CJK, data in one line, and so on")
        .hasSizeGreaterThan(10);
    facts.await(Fact.MailSent.class, asked.size());
    assertThat(smtp.deliveries())
        .hasSameSizeAs(asked)
        .allSatisfy(delivery -> assertThat(delivery.recipients()).hasSize(1))
        .allSatisfy(
            delivery -> assertThat(HostileText.foreignFields(delivery.message())).isEmpty());
    assertThat(smtp.deliveries())
        .extracting(delivery -> delivery.recipients().get(0))
        .containsExactlyInAnyOrderElementsOf(asked);
    assertThat(smtp.count("RCPT")).isEqualTo(asked.size());
    assertThat(smtp.commands())
        .allMatch(line -> line.matches("(EHLO|MAIL FROM:|RCPT TO:|DATA|RSET|NOOP|QUIT).*"));
    assertLog();
  }

  private void ask(String body, String hostile) throws Exception {
    String email = "p" + ++people + "@example.org";
    String json = body.replace('\'', '"').replace("@", email).replace("#", escaped(hostile));
    int status =
        Http.post(app.httpPort(), "/v1/reset-requests", Configs.API_KEY, json).statusCode();
    assertThat(status).as(body).isIn(EXPECTED);
    if (status == 202) {
      asked.add(email);
    }
  }

  /** As JSON spells it, so that half a character and NUL come through to our own code. */
  private static String escaped(String text) {
    return text.length() > 9_999
        ? text
        : text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
  }

  @Test
  @DisplayName("S15: hostile text in a path, a query or a header is in no log, or escaped there")
  void hostile_text_around_the_body_forges_no_line() throws Exception {
    for (String hostile : HostileText.ALL.values()) {
      String text = hostile.length() > 9_999 ? hostile.substring(0, 9_999) : hostile;
      String encoded = URLEncoder.encode(text, UTF_8);
      for (String head :
          List.of(
              "GET /v1/reset-requests/" + encoded + " HTTP/1.1\r\nHost: x",
              "GET /r/" + encoded + "?a=" + encoded + " HTTP/1.1\r\nHost: x",
              "GET /r/" + text + " HTTP/1.1\r\nHost: x",
              "POST /v1/tokens/revoke HTTP/1.1\r\nHost: x\r\nUser-Agent: " + text,
              "POST /v1/reset-requests HTTP/1.1\r\nHost: " + text + "\r\nReferer: " + text,
              "POST /v1/reset-requests HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + text,
              "POST /v1/reset-requests HTTP/1.1\r\nHost: x\r\nOrigin: https://" + text,
              "POST /v1/reset-requests HTTP/1.1\r\nHost: x\r\nIdempotency-Key: " + text,
              text + " / HTTP/1.1\r\nHost: x")) {
        for (int port : List.of(app.httpPort(), app.managementPort())) {
          assertThat(raw(port, head)).doesNotContain("HTTP/1.1 5");
        }
      }
    }
    assertLog();
  }

  private static String raw(int port, String head) throws IOException {
    String authorization = "\r\nAuthorization: Bearer " + Configs.API_KEY;
    String body = "{\"email\":\"ann@example.org,\",\"subject\":7}";
    String rest =
        "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head + authorization + rest).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException hungUp) {
      return ""; // It need not read to the end what it refuses.
    }
  }

  @Test
  @DisplayName("S15: what a mail server replies forges no line, nor what operators see of it")
  void hostile_text_in_a_reply_forges_nothing() throws Exception {
    int died = 0;
    for (String hostile : HostileText.ALL.values()) {
      String reply = "550 5.1.1 x" + hostile.substring(0, Math.min(hostile.length(), 5_000));
      smtp.on("RCPT", reply.replace("\r\n", "\r").replace('\n', '\r'));
      ask("{'email':'@'}", "");
      facts.await(Fact.MailDied.class, ++died);
    }

    Cli cli = Cli.on(folder, redis.url(), 1);
    cli.run(new DeadCommand(), "list");
    assertThat(cli.out().lines()).hasSize(died).allMatch(HostileText::isOneHarmlessLine);
    cli.run(new DeadCommand(), "list", "--json");
    assertThat(cli.out().lines()).hasSize(died).allMatch(HostileText::isOneHarmlessLine);
    assertLog();
  }

  /** Every record is one line, and every fact one record: none is forged, none is missing. */
  private void assertLog() throws Exception {
    app.stop().await(30, SECONDS);
    List<String> lines = log.linesWith("");
    assertThat(lines)
        .isNotEmpty()
        .allMatch(line -> HostileText.isOneHarmlessLine(line.stripTrailing()));
    assertThat(
            lines.stream()
                .filter(line -> line.matches("(?s)\\S+ \\w+ +dev\\.postkey\\.journal .*")))
        .as("lines of the journal")
        .hasSameSizeAs(facts.of(Fact.class));
  }
}

package dev.postkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.Http;
import dev.postkey.support.LeakHunt;
import dev.postkey.support.ReceivedMail;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisDump;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything once, with every logger at its finest level: successes, failures, misuse and faults.
 * Then all that anybody but the person and the application gets to see is searched for what nobody
 * may see.
 */
class NoLeaksTest {
  private static final String SMTP_USER = "mailer.login@leaks.example";
  private static final String SMTP_PASSWORD = "smtp-password-7Kq";
  private static final String MANAGEMENT_TOKEN = "management-token-9Zx";

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;

  private final ScriptedSmtp smtp = ScriptedSmtp.start();
  private final LeakHunt hunt = new LeakHunt();
  private RecordedLog log;
  private Config config;
  private App app;
  private Facts facts;

  @BeforeEach
  void start() throws Exception {
    Logs.hush();
    log = RecordedLog.ofEverything(new Logs.Line());
    smtp.on("EHLO", "250-scripted\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000");
    config =
        Configs.of(
            redis.url(),
            "POSTKEY_SMTP_RELAYS",
            "smtp://mailer.login%40leaks.example:" + SMTP_PASSWORD + "@127.0.0.1:" + smtp.port(),
            "POSTKEY_MANAGEMENT_TOKEN",
            MANAGEMENT_TOKEN,
            "POSTKEY_OUTBOX_BACKOFF_FIRST",
            "1ms",
            "POSTKEY_OUTBOX_BACKOFF_MAX",
            "1ms");
    app = new App(() -> config, (vertx, router) -> {});
    facts = new Facts(app.bus());
    app.start().await(20, SECONDS);
    hunt.seen("the configuration as it prints", config.toString());
    Stream.of(
            SMTP_USER,
            SMTP_PASSWORD,
            "\0" + SMTP_USER + "\0" + SMTP_PASSWORD,
            MANAGEMENT_TOKEN,
            Configs.API_KEY,
            Configs.OTHER_KEY,
            Configs.INDEX_KEY,
            Configs.SEAL_KEY.substring(3),
            URI.create(redis.url()).getUserInfo().substring(1))
        .forEach(hunt::secret);
  }

  @AfterEach
  void stop() throws Exception {
    app.stop().await(30, SECONDS);
    smtp.close();
    log.close();
  }

  @Test
  @DisplayName("S5, S14: no token, password, address or key is told by anything that is told")
  void no_token_password_address_or_key_is_told_by_anything_that_is_told() throws Exception {
    String ann = hunt.person("ann");
    String token = aWholeLife(ann);
    String dead = deathAndReplay(hunt.person("bob"));
    temporaryAndUnknownOutcomes(hunt.person("carol"), hunt.person("erin"));
    misuse(ann, token);
    brokenHttp(ann, token);
    fullRedis(hunt.person("dave"));
    operatorsLook(ann, dead);
    hunt.seen("facts as they print", facts.of(Fact.class).toString());
    app.stop().await(30, SECONDS);
    smtp.messages().forEach(mail -> hunt.secret(ReceivedMail.parse(mail).token()));

    RedisDump.of(redis).forEach(hunt::seen);
    hunt.seen("the log", String.join("", log.linesWith("")));
    assertThat(log.loggers())
        .contains("dev.postkey.journal")
        .anyMatch(name -> name.startsWith("io.vertx."))
        .anyMatch(name -> name.startsWith("io.netty."));
    assertThat(smtp.count("AUTH")).as("log-ins, so that there was a password to tell").isPositive();
    assertThat(hunt.leaks()).isEmpty();
  }

  private String tokenTo(String email) throws Exception {
    String mail =
        Eventually.see(
            () -> "a mail to " + email,
            () -> smtp.messages().stream().filter(m -> m.contains(email)).reduce((a, b) -> b));
    return ReceivedMail.parse(mail).token();
  }

  private String ask(String email) throws Exception {
    JsonObject body =
        new JsonObject()
            .put("email", email)
            .put("subject", "account-of-" + email)
            .put("name", "Name " + email)
            .put("data", new JsonObject().put("note", email));
    return Http.accepted(post("/v1/reset-requests", body.encode(), "Idempotency-Key", email));
  }

  /** What an authorised caller is answered may hold what it asked about; problems may not. */
  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + app.httpPort() + path);
    HttpResponse<String> answer = Http.post(uri, Configs.API_KEY, body, headers);
    problem(answer);
    return answer;
  }

  private void problem(HttpResponse<String> answer) {
    if (answer.statusCode() >= 400) {
      hunt.seen("problems", answer.headers().map() + answer.body());
    }
  }

  private HttpResponse<String> token(String call, String token, String... headers)
      throws Exception {
    return post("/v1/tokens/" + call, new JsonObject().put("token", token).encode(), headers);
  }

  private String aWholeLife(String email) throws Exception {
    String id = ask(email);
    String token = tokenTo(email);
    hunt.secret(token);
    facts.await(Fact.MailSent.class);
    token("inspect", token);
    assertThat(token("consume", token, "Idempotency-Key", token).statusCode()).isEqualTo(200);
    assertThat(token("consume", token, "Idempotency-Key", token).statusCode()).isEqualTo(200);
    assertThat(token("consume", token).statusCode()).isEqualTo(410);
    token("inspect", token);
    story(id);
    post("/v1/tokens", new JsonObject().put("email", email).encode());
    post("/v1/tokens/revoke", new JsonObject().put("subject", "account-of-" + email).encode());
    return token;
  }

  private void story(String id) throws Exception {
    HttpResponse<String> story =
        Http.get(
            URI.create("http://127.0.0.1:" + app.httpPort() + "/v1/reset-requests/" + id),
            "Authorization",
            "Bearer " + Configs.API_KEY);
    hunt.seen("the story of " + id, story.body());
  }

  /** The relay repeats the address in its refusal. */
  private String deathAndReplay(String email) throws Exception {
    smtp.on("RCPT", "550 5.1.1 <" + email + ">: no such user; see " + email);
    String id = ask(email);
    facts.await(Fact.MailDied.class);
    story(id);
    command(new DeadCommand(), "list");
    command(new DeadCommand(), "list", "--json");
    command(new DeadCommand(), "replay", "--", id);
    facts.await(Fact.MailDied.class, 2);
    smtp.on("RCPT", ScriptedSmtp.NORMALLY);
    return id;
  }

  /** Refused for now, and lost at the final dot, once and twice. */
  private void temporaryAndUnknownOutcomes(String email, String other) throws Exception {
    int sent = facts.of(Fact.MailSent.class).size();
    smtp.on(
        ScriptedSmtp.END_OF_DATA,
        "452 4.3.1 " + email + ": no space",
        ScriptedSmtp.DROP,
        ScriptedSmtp.NORMALLY);
    story(ask(email));
    facts.await(Fact.MailSent.class, sent + 1);
    smtp.on(ScriptedSmtp.END_OF_DATA, ScriptedSmtp.DROP);
    story(ask(other));
    facts.await(Fact.MailDied.class, 3);
    smtp.on(ScriptedSmtp.END_OF_DATA, ScriptedSmtp.NORMALLY);
  }

  /** Secrets where none belong. */
  private void misuse(String email, String token) throws Exception {
    String wrong = "W".repeat(42) + "A";
    hunt.secret(wrong);
    token("consume", wrong);
    token("inspect", token + "x");
    for (String body :
        List.of(
            email,
            "{\"" + email + "\":\"" + token + "\"}",
            "{\"email\":[\"" + email + "\"]}",
            "{\"email\":\"" + email + ",\"}",
            "{\"email\":\"" + email + "\",\"email\":\"" + email + "\"}",
            "{\"email\":\"" + email + "\",\"app\":\"" + token + "\"}",
            "{\"email\":\"" + email + "\",\"client\":\"" + token + "\"}",
            "{\"email\":\"" + email + "\",\"locale\":\"" + token + "\"}",
            "{\"token\":\"" + token + "\",\"subject\":\"" + email + "\"}",
            "{\"email\":\"" + email + "\"",
            "\"" + token)) {
      for (String path : List.of("/v1/reset-requests", "/v1/tokens/consume", "/v1/tokens")) {
        post(path, body);
      }
    }
    post("/v1/reset-requests", "{\"email\":\"" + email + "\"}", "Idempotency-Key", email);
    post("/v1/reset-requests", "{}", "Idempotency-Key", token + "\u00e9");
    post("/v1/tokens/" + token, "{}");
    for (String path :
        List.of(
            "/r/" + token, "/forgot?email=" + email, "/v1/reset-requests/" + token, "/" + token)) {
      for (int port : List.of(app.httpPort(), app.managementPort())) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        problem(Http.get(uri, "Authorization", "Bearer " + token));
        problem(Http.get(uri, "User-Agent", email, "Referer", "http://x/" + token));
      }
    }
    problem(Http.post(app.httpPort(), "/v1/tokens/consume", token, "{}"));
  }

  private void brokenHttp(String email, String token) throws Exception {
    for (int port : List.of(app.httpPort(), app.managementPort())) {
      for (String request :
          List.of(
              "GET /r/" + token + "%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
              "GET /r/" + token + "/../%00%2e HTTP/1.1\r\nHost: localhost\r\n\r\n",
              "GET /r/" + token + "?%=" + email + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
              "GET /r/" + token + " HTTP/9.9\r\n\r\n",
              token + " " + email + "\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: " + email + "\r\n\r\n",
              "GET / HTTP/1.1\r\n" + token + "\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + (token + email).repeat(200) + "\r\n\r\n",
              "GET /" + token.repeat(120) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
              "POST /v1/tokens/consume HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                  + Configs.API_KEY
                  + "\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n"
                  + token,
              "POST /api/audit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                  + MANAGEMENT_TOKEN
                  + "\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{\""
                  + token)) {
        hunt.seen("raw answers", raw(port, request));
      }
    }
  }

  private static String raw(int port, String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** An error whose text Redis makes of what it was sent. */
  private void fullRedis(String email) throws Exception {
    redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      assertThat(
              post("/v1/reset-requests", new JsonObject().put("email", email).encode())
                  .statusCode())
          .isEqualTo(503);
      hunt.seen("health, out of memory", management("GET", "/health/ready", ""));
    } finally {
      redis.command("CONFIG", "SET", "maxmemory", "0");
    }
    Eventually.holds(
        "Redis is worked with again",
        () ->
            post("/v1/reset-requests", new JsonObject().put("email", email).encode()).statusCode()
                == 202);
  }

  private void operatorsLook(String email, String dead) throws Exception {
    JsonObject question = new JsonObject().put("email", email);
    String trail = management("POST", "/api/audit", question.encode());
    assertThat(trail).contains("consumed");
    hunt.seen("audit of the management port", trail);
    command(new AuditCommand(), "--", email);
    command(new DeadCommand(), "purge", "--", dead);
    for (String path : List.of("/metrics", "/health/live", "/health/ready", "/nothing")) {
      hunt.seen(path, management("GET", path, ""));
    }
    assertThat(hunt.seen("/metrics")).contains("postkey_tokens_consumed_total");
    hunt.seen(
        "threads",
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .collect(Collectors.joining("\n")));
  }

  private String management(String method, String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + app.managementPort() + path);
    return method.equals("GET")
        ? Http.get(uri, "Authorization", "Bearer " + MANAGEMENT_TOKEN).body()
        : Http.post(uri, MANAGEMENT_TOKEN, body).body();
  }

  /** What a command prints, errors included. */
  private void command(Object command, String... arguments) throws Exception {
    Cli cli = Cli.on(folder, redis.url(), 1);
    int exitCode = cli.run(command, arguments);
    String printed = cli.out() + cli.err();
    assertThat(exitCode).as(printed).isZero();
    hunt.seen(command.getClass().getSimpleName() + ' ' + arguments[0].replace("@", " "), printed);
  }
}

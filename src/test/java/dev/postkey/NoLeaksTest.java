package dev.postkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.Fact;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.ListDeadLetters;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.ReadTrail;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.Http;
import dev.postkey.support.ReceivedMail;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisDump;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
  private final Map<String, String> evidence = new LinkedHashMap<>();
  private final Set<String> secrets = new LinkedHashSet<>();
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
    keep(SMTP_USER, SMTP_PASSWORD, MANAGEMENT_TOKEN, Configs.API_KEY, Configs.OTHER_KEY);
    keep(URI.create(redis.url()).getUserInfo().substring(1));
    keep(config.secrets().indexKey().reveal());
    config.secrets().sealKeys().forEach(key -> keep(key.key().reveal()));
    keep(base64("\0" + SMTP_USER + "\0" + SMTP_PASSWORD), base64(SMTP_PASSWORD));
  }

  @AfterEach
  void stop() throws Exception {
    app.stop().await(30, SECONDS);
    smtp.close();
    log.close();
  }

  private void keep(String... more) {
    secrets.addAll(List.of(more));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** An address that is a secret from now on, whatever is done with it. */
  private String person(String name) {
    String email = name + ".secret@leaks.example";
    keep(email, name + ".secret", name + ".secret%40leaks.example", base64(email));
    return email;
  }

  @Test
  @DisplayName("S5, S14: no token, password, address or key is told by anything that is told")
  void no_token_password_address_or_key_is_told_by_anything_that_is_told() throws Exception {
    String ann = person("ann");
    String token = aWholeLife(ann);
    String dead = deathAndReplay(person("bob"));
    temporaryAndUnknownOutcomes(person("carol"));
    misuse(ann, token);
    brokenHttp(ann, token);
    fullRedis(person("dave"));
    operatorsLook(ann, dead);
    printed(ann, token);
    app.stop().await(30, SECONDS);
    smtp.messages().forEach(mail -> keep(ReceivedMail.parse(mail).token()));

    evidence.putAll(RedisDump.of(redis));
    evidence.put("the log", String.join("", log.linesWith("")));
    assertThat(log.loggers())
        .contains("dev.postkey.journal")
        .anyMatch(name -> name.startsWith("io.vertx."))
        .anyMatch(name -> name.startsWith("io.netty."));
    assertThat(smtp.count("AUTH")).as("log-ins, so that there was a password to tell").isPositive();
    assertThat(leaks()).isEmpty();
  }

  private List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    evidence.forEach(
        (where, text) -> {
          String folded = text.toLowerCase(Locale.ROOT);
          for (String secret : secrets) {
            int at = folded.indexOf(secret.toLowerCase(Locale.ROOT));
            if (at >= 0) {
              leaks.add(where + " holds " + secret + ": " + around(text, at));
            }
          }
        });
    return leaks;
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
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
    problem("POST " + path, answer);
    return answer;
  }

  private void problem(String what, HttpResponse<String> answer) {
    if (answer.statusCode() >= 400) {
      evidence.put(
          "answer " + evidence.size() + " to " + what.replaceAll("secret\\S*|[\\w-]{43}", "?"),
          answer.headers().map() + answer.body());
    }
  }

  private HttpResponse<String> token(String call, String token, String... headers)
      throws Exception {
    return post("/v1/tokens/" + call, new JsonObject().put("token", token).encode(), headers);
  }

  private String aWholeLife(String email) throws Exception {
    String id = ask(email);
    String token = tokenTo(email);
    keep(token);
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
    evidence.put("the story of " + id, story.body());
  }

  /** The relay repeats the address in its refusal. */
  private String deathAndReplay(String email) throws Exception {
    smtp.on("RCPT", "550 5.1.1 <" + email + ">: no such user; see " + email);
    String id = ask(email);
    facts.await(Fact.MailDied.class);
    story(id);
    evidence.put("dead list", command(new DeadCommand(), "list"));
    evidence.put("dead list --json", command(new DeadCommand(), "list", "--json"));
    evidence.put("dead replay", command(new DeadCommand(), "replay", "--", id));
    facts.await(Fact.MailDied.class, 2);
    smtp.on("RCPT", ScriptedSmtp.NORMALLY);
    return id;
  }

  private void temporaryAndUnknownOutcomes(String email) throws Exception {
    smtp.on("RCPT", "450 4.2.0 <" + email + "> greylisted", ScriptedSmtp.NORMALLY);
    smtp.on(
        ScriptedSmtp.END_OF_DATA,
        "451 4.3.0 " + email + " later",
        ScriptedSmtp.DROP,
        ScriptedSmtp.NORMALLY);
    int sent = facts.of(Fact.MailSent.class).size();
    story(ask(email));
    facts.await(Fact.MailDelayed.class, 1);
    smtp.on("RCPT", ScriptedSmtp.NORMALLY);
    assertThat(facts.of(Fact.MailSent.class).size()).isGreaterThanOrEqualTo(sent);
  }

  /** Secrets where none belong. */
  private void misuse(String email, String token) throws Exception {
    String wrong = "W".repeat(42) + "A";
    keep(wrong);
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
        problem("GET " + path, Http.get(uri, "Authorization", "Bearer " + token));
        problem("GET " + path, Http.get(uri, "User-Agent", email, "Referer", "http://x/" + token));
      }
    }
    problem("POST", Http.post(app.httpPort(), "/v1/tokens/consume", token, "{}"));
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
        evidence.put("raw answer " + evidence.size(), raw(port, request));
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
      evidence.put("health, out of memory", management("GET", "/health/ready", ""));
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
    evidence.put("audit of the management port", trail);
    evidence.put("audit", command(new AuditCommand(), email));
    evidence.put("dead purge", command(new DeadCommand(), "purge", "--", dead));
    for (String path : List.of("/metrics", "/health/live", "/health/ready", "/nothing")) {
      evidence.put(path, management("GET", path, ""));
    }
    assertThat(evidence.get("/metrics")).contains("postkey_tokens_consumed_total");
    evidence.put(
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
  private String command(Object command, String... arguments) throws Exception {
    Path file = Files.writeString(folder.resolve("postkey.yaml"), YAML.formatted(redis.url()));
    StringWriter printed = new StringWriter();
    String[] all = new String[arguments.length + 2];
    all[0] = arguments[0];
    // Before what follows a double hyphen.
    boolean dead = command instanceof DeadCommand;
    int shift = dead ? 1 : 0;
    all[shift] = "--config";
    all[shift + 1] = file.toString();
    if (dead) {
      System.arraycopy(arguments, 1, all, 3, arguments.length - 1);
    } else {
      System.arraycopy(arguments, 0, all, 2, arguments.length);
    }
    assertThat(
            new CommandLine(command)
                .setExecutionExceptionHandler(new FailureReport())
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(printed))
                .execute(all))
        .as(printed.toString())
        .isZero();
    return printed.toString();
  }

  /** Whatever could end up in a message of an exception. */
  private void printed(String email, String text) {
    Token token = Token.parse(text).orElseThrow();
    EmailAddress address = EmailAddress.parse(email);
    Subject subject = new Subject(email);
    RequestId request = new RequestId("AAECAwQFBgcICQoLDA0ODw");
    Map<String, String> data = Map.of("note", email);
    Optional<String> said = Optional.of(email);
    FindAccount.Account account =
        new FindAccount.Account(subject, address, said, Locale.ENGLISH, data);
    AppId id = AppId.DEFAULT;
    Instant now = Instant.EPOCH;
    List<Object> messages =
        List.of(
            config,
            account,
            new AcceptRequest(
                id,
                Optional.empty(),
                address,
                Optional.of(subject),
                said,
                Locale.ENGLISH,
                data,
                Optional.of(new AcceptRequest.Idempotency("scope", email, email))),
            new AcceptRequest.Idempotency("scope", email, text),
            new FindAccount(id, address, account),
            new FindAccount.Found(account),
            new MintToken(request, id, subject, address, data, Optional.empty(), Optional.empty()),
            new MintToken.Minted(token, now, now),
            new WithdrawToken(token),
            new SendMail(request, 1, 1, id, address, said, Locale.ENGLISH, data, token, now, now),
            new SendMail.Failed(
                SendMail.Kind.PERMANENT, "r", SendMail.Stage.RECIPIENT, Optional.of(550), said),
            new InspectToken(token, id),
            new InspectToken.Live(id, subject, address, request, now, now),
            new ConsumeToken(token, id, said),
            new ConsumeToken.Consumed(id, subject, address, request, now, data),
            new RevokeTokens(id, subject),
            new ListDeadLetters.LastAttempt("r", "s", Optional.of(550), said),
            new ReadTrail(Optional.empty(), subject),
            facts.of(Fact.class));
    evidence.put("what is printed", messages.toString());
  }

  private static final String YAML =
      """
      http: { public-url: "https://accounts.example.com" }
      redis: { url: "%s" }
      smtp: { relays: ["smtp://127.0.0.1:25"] }
      mail: { from: "no-reply@example.com" }
      secrets:
        seal-keys: ["k1:c2VhbCBrZXkgZm9yIHRlc3RzIG9ubHksIDMyIGJ5dGU="]
        index-key: "aW5kZXgga2V5IGZvciB0ZXN0cyBvbmx5LCAzMiBieXQ="
      apps:
        default:
          link: "https://example.com/reset={token}"
          api-keys: ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
      """;
}

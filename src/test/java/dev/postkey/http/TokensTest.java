package dev.postkey.http;

import static dev.postkey.http.Configs.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Done;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.Unavailable;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {
  private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  private static final String BODY = "{\"token\":\"" + TOKEN + "\"}";
  private static final AppId SHOP = new AppId("shop");
  private static final RequestId ID = new RequestId("AAECAwQFBgcICQoLDA0ODw");
  private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    port = new PublicPort(Configs.PLAIN);
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  private void inspecting(InspectToken.Outcome outcome) throws Exception {
    port.serve(Addresses.INSPECT, question -> Future.succeededFuture(outcome));
  }

  private void consuming(ConsumeToken.Outcome outcome) throws Exception {
    port.serve(Addresses.CONSUME, command -> Future.succeededFuture(outcome));
  }

  @Test
  void a_live_token_is_told_with_whom_it_is_for() throws Exception {
    inspecting(
        new InspectToken.Live(SHOP, new Subject("4711"), ANN, ID, NOON, NOON.plusSeconds(1800)));

    HttpResponse<String> answer = port.post("/v1/tokens/inspect", KEY, BODY);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject()
                .put("state", "live")
                .put("app", "shop")
                .put("subject", "4711")
                .put("email", "ann@example.com")
                .put("requestId", ID.value())
                .put("issuedAt", "2026-01-31T12:00:00.000Z")
                .put("expiresAt", "2026-01-31T12:30:00.000Z"));
    InspectToken question = (InspectToken) port.asked.get(0);
    assertThat(question.token().reveal()).isEqualTo(TOKEN);
    assertThat(question.app()).isEqualTo(SHOP);
  }

  @Test
  void a_consumed_token_is_answered_with_what_it_stood_for() throws Exception {
    consuming(
        new ConsumeToken.Consumed(SHOP, new Subject("4711"), ANN, ID, NOON, Map.of("plan", "pro")));

    HttpResponse<String> answer = port.post("/v1/tokens/consume", KEY, BODY);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject()
                .put("app", "shop")
                .put("subject", "4711")
                .put("email", "ann@example.com")
                .put("requestId", ID.value())
                .put("issuedAt", "2026-01-31T12:00:00.000Z")
                .put("data", new JsonObject().put("plan", "pro")));
    assertThat(((ConsumeToken) port.asked.get(0)).idempotencyKey()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 404, token-unknown",
    "EXPIRED, 410, token-expired",
    "USED, 410, token-used",
    "REPLACED, 410, token-replaced",
    "REVOKED, 410, token-revoked"
  })
  void a_dead_token_says_why(DeadReason reason, int status, String code) throws Exception {
    inspecting(new InspectToken.Dead(reason, Optional.empty()));
    consuming(new ConsumeToken.Refused(reason, Optional.empty()));

    assertProblem(port.post("/v1/tokens/inspect", KEY, BODY), status, code);
    assertProblem(port.post("/v1/tokens/consume", KEY, BODY), status, code);
  }

  @ParameterizedTest
  @DisplayName("S7: what is not spelled as a token is refused before anybody is asked")
  @ValueSource(
      strings = {
        "",
        "0",
        "null",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=",
        "%41AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n",
        " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh\u0000",
        "ÀAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
      })
  void s7_what_is_not_spelled_as_a_token_is_refused(String token) {
    String body = new JsonObject().put("token", token).encode();

    assertProblem(port.post("/v1/tokens/inspect", KEY, body), 400, "token-malformed");
    assertProblem(port.post("/v1/tokens/consume", KEY, body), 400, "token-malformed");
    assertThat(port.counted).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("S7: what is no string is no token")
  @ValueSource(strings = {"null", "{}", "[]", "0", "[\"" + TOKEN + "\"]", "true"})
  void s7_what_is_no_string_is_refused(String token) {
    String body = "{\"token\":" + token + "}";

    assertProblem(port.post("/v1/tokens/consume", KEY, body), 400, "invalid-request");
    assertProblem(port.post("/v1/tokens/consume", KEY, "{}"), 400, "invalid-request");
  }

  @Test
  void a_lost_answer_to_a_consume_is_told_as_unknown() throws Exception {
    port.serve(Addresses.CONSUME, command -> Future.failedFuture(new Unavailable("redis")));

    HttpResponse<String> answer =
        port.send(
            port.request("/v1/tokens/consume")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k1")
                .POST(BodyPublishers.ofString(BODY)));

    assertProblem(answer, 503, "unavailable");
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .contains("not known")
        .contains("same Idempotency-Key");
    assertThat(((ConsumeToken) port.asked.get(0)).idempotencyKey()).contains("k1");
  }

  @Test
  void a_consume_that_was_never_begun_is_not_told_as_unknown() throws Exception {
    port.wait = name -> Future.failedFuture(new Unavailable("redis"));

    HttpResponse<String> answer = port.post("/v1/tokens/consume", KEY, BODY);

    assertProblem(answer, 503, "unavailable");
    assertThat(new JsonObject(answer.body()).containsKey("detail")).isFalse();
  }

  @Test
  void revoking_is_answered_without_a_body() throws Exception {
    port.serve(Addresses.REVOKE, command -> Future.succeededFuture(new Done()));

    HttpResponse<String> answer = port.post("/v1/tokens/revoke", KEY, "{\"subject\":\"4711\"}");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(port.asked).containsExactly(new RevokeTokens(SHOP, new Subject("4711")));
  }

  @Test
  void a_minted_token_comes_with_its_link() throws Exception {
    FindAccount.Account account =
        new FindAccount.Account(
            new Subject("4711"), ANN, Optional.empty(), Locale.ENGLISH, Map.of("plan", "pro"));
    port.serve(
        Addresses.FIND_ACCOUNT, question -> Future.succeededFuture(new FindAccount.Found(account)));
    MintToken.Minted minted =
        new MintToken.Minted(Token.parse(TOKEN).orElseThrow(), NOON, NOON.plusSeconds(1800));
    port.serve(Addresses.MINT, command -> Future.succeededFuture(minted));

    HttpResponse<String> answer = port.post("/v1/tokens", KEY, "{\"email\":\"Ann@example.com\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject()
                .put("token", TOKEN)
                .put("link", "https://shop.example.com/reset=" + TOKEN)
                .put("expiresAt", "2026-01-31T12:30:00.000Z"));
    FindAccount question = (FindAccount) port.asked.get(0);
    assertThat(question.hint().subject()).isEqualTo(new Subject("ann@example.com"));
    MintToken command = (MintToken) port.asked.get(1);
    assertThat(command.subject()).isEqualTo(new Subject("4711"));
    assertThat(command.email()).isEqualTo(ANN);
    assertThat(command.data()).isEqualTo(Map.of("plan", "pro"));
    assertThat(command.acceptedAt()).isEmpty();
  }

  @Test
  void an_unknown_account_gets_no_token() throws Exception {
    port.serve(
        Addresses.FIND_ACCOUNT, question -> Future.succeededFuture(new FindAccount.Unknown()));

    assertProblem(
        port.post("/v1/tokens", KEY, "{\"email\":\"ann@example.com\"}"), 404, "account-unknown");
    assertThat(port.asked).hasSize(1);
  }

  @Test
  void a_limited_or_superseded_account_gets_no_token() throws Exception {
    port.serve(
        Addresses.FIND_ACCOUNT,
        question -> Future.succeededFuture(new FindAccount.Found(question.hint())));
    port.serve(
        Addresses.MINT,
        command ->
            Future.succeededFuture(
                command.subject().value().equals("limited")
                    ? new MintToken.Limited()
                    : new MintToken.Superseded()));

    String limited = "{\"email\":\"ann@example.com\",\"subject\":\"limited\"}";
    assertProblem(port.post("/v1/tokens", KEY, limited), 429, "account-limited");
    assertProblem(
        port.post("/v1/tokens", KEY, "{\"email\":\"ann@example.com\"}"), 409, "superseded");
  }

  @Test
  void every_minted_token_has_a_request_id_of_its_own() throws Exception {
    port.serve(
        Addresses.FIND_ACCOUNT,
        question -> Future.succeededFuture(new FindAccount.Found(question.hint())));
    port.serve(Addresses.MINT, command -> Future.succeededFuture(new MintToken.Limited()));

    port.post("/v1/tokens", KEY, "{\"email\":\"ann@example.com\"}");
    port.post("/v1/tokens", KEY, "{\"email\":\"ann@example.com\"}");

    assertThat(port.asked)
        .filteredOn(MintToken.class::isInstance)
        .extracting(command -> ((MintToken) command).request())
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  @DisplayName("S14: a token that went through a call is printed by nothing")
  void s14_a_call_does_not_print_its_token() throws Exception {
    inspecting(new InspectToken.Dead(DeadReason.USED, Optional.empty()));

    HttpResponse<String> answer = port.post("/v1/tokens/inspect", KEY, BODY);

    assertThat(answer.body()).doesNotContain(TOKEN);
    assertThat(port.asked.toString()).doesNotContain(TOKEN);
  }

  @Test
  @DisplayName("S14: an answer does not print its body")
  void s14_an_answer_does_not_print_its_body() {
    Answer answer = Answer.json(201, new JsonObject().put("token", TOKEN));

    assertThat(answer).asString().doesNotContain(TOKEN);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}

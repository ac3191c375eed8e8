package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job with accounts that live behind a webhook, from outside. */
class WebhookJobTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;
  private final AccountsServer accounts = AccountsServer.start();
  private Postkey postkey;

  private void start(String... environment) throws Exception {
    postkey = Postkey.start(redis, folder, accounts.environment("DEFAULT", environment));
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
    accounts.close();
    assertThat(accounts.complaints()).isEmpty();
  }

  private static JsonObject body(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private JsonObject story(String id) throws Exception {
    return body(
        postkey.get(
            postkey.api("/v1/reset-requests/" + id), "Authorization", "Bearer " + Configs.API_KEY));
  }

  @Test
  void the_application_is_asked_and_says_who_it_is_and_how_to_write_to_them() throws Exception {
    accounts.answering(
        question ->
            AccountsServer.json(
                new JsonObject()
                    .put("subject", "4711")
                    .put("email", "ann@example.com")
                    .put("name", "Ann Ä")
                    .put("locale", "de")
                    .put("data", new JsonObject().put("plan", "gold").put("both", "account"))
                    .put("since", 2019)));
    start();

    String id =
        body(postkey.post(
                "/v1/reset-requests",
                new JsonObject()
                    .put("email", "ann@example.com")
                    .put("data", new JsonObject().put("cart", "3").put("both", "request"))))
            .getString("id");
    String token = postkey.tokenTo("ann@example.com");
    JsonObject consumed =
        body(postkey.post("/v1/tokens/consume", new JsonObject().put("token", token)));

    assertThat(consumed.getString("subject")).isEqualTo("4711");
    assertThat(consumed.getJsonObject("data"))
        .isEqualTo(new JsonObject().put("plan", "gold").put("cart", "3").put("both", "account"));
    AccountsServer.Question question = accounts.questions().get(0);
    assertThat(question.requestLine()).isEqualTo("POST /accounts HTTP/1.1");
    assertThat(question.header("webhook-id")).isEqualTo("find_" + id);
    assertThat(question.header("content-type")).isEqualTo("application/json");
    assertThat(new JsonObject(question.body()))
        .isEqualTo(
            new JsonObject()
                .put("type", "account.find")
                .put("app", "default")
                .put("email", "ann@example.com"));
  }

  @Test
  void A5_mail_goes_to_the_address_that_the_source_returned_and_to_no_other() throws Exception {
    accounts.knowing("4711", "Ann.Original@example.com");
    start();

    postkey.ask("ann.alias@example.net");
    postkey.facts().await(Fact.MailSent.class);

    assertThat(recipients()).containsExactly("Ann.Original@example.com");
  }

  @Test
  void nobody_gets_a_mail_when_the_application_knows_nobody() throws Exception {
    start();

    String id = postkey.ask("nobody@example.com");
    postkey.facts().await(Fact.RequestEnded.class);

    assertThat(story(id).getString("reason")).isEqualTo("unknown-account");
    assertThat(recipients()).isEmpty();
  }

  @Test
  void S10_two_aliases_of_one_account_share_the_limit_of_that_account() throws Exception {
    accounts.knowing("4711", "ann@example.com");
    start("POSTKEY_LIMITS_PER_ACCOUNT", "3/1h");

    for (String alias : List.of("ann@example.com", "a.nn@example.com")) {
      for (int i = 0; i < 3; i++) {
        postkey.ask(alias);
      }
    }
    postkey.facts().await(Fact.RequestEnded.class, 3);

    assertThat(postkey.facts().of(Fact.RequestEnded.class))
        .extracting(Fact.RequestEnded::reason)
        .containsOnly("limited");
    assertThat(postkey.facts().await(Fact.MailSent.class, 3)).hasSize(3);
    assertThat(accounts.questions()).as("all were within the limit of their address").hasSize(6);
  }

  @Test
  void F17_a_source_that_lies_cannot_have_a_stranger_mailed_beyond_the_limit() throws Exception {
    accounts.answering(
        question ->
            AccountsServer.json(
                new JsonObject()
                    .put("subject", "account of " + question.email())
                    .put("email", "stranger@example.org")));
    start("POSTKEY_LIMITS_PER_ACCOUNT", "3/1h");

    for (int i = 0; i < 10; i++) {
      postkey.ask("ann" + i + "@example.com");
    }
    postkey.facts().await(Fact.RequestEnded.class, 7);

    assertThat(postkey.facts().await(Fact.MailSent.class, 3)).hasSize(3);
    assertThat(recipients()).hasSize(3).containsOnly("stranger@example.org");
  }

  @Test
  void F17_a_source_that_was_down_is_asked_again_with_the_same_id_and_the_mail_arrives()
      throws Exception {
    accounts.answering(
        question ->
            accounts.questions().size() < 3
                ? AccountsServer.status(500)
                : AccountsServer.json(
                    new JsonObject().put("subject", "4711").put("email", "ann@example.com")));
    start("POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms");

    String id = postkey.ask("ann@example.com");
    postkey.facts().await(Fact.MailSent.class);

    JsonArray attempts = story(id).getJsonArray("attempts");
    assertThat(attempts.getJsonObject(0).getString("result")).isEqualTo("temporary");
    assertThat(attempts.getJsonObject(0).getString("reason")).isEqualTo("account-source-status");
    assertThat(attempts.getJsonObject(2).getString("result")).isEqualTo("sent");
    assertThat(accounts.questions())
        .extracting(question -> question.header("webhook-id"))
        .containsOnly("find_" + id);
  }

  @Test
  void F17_a_source_that_never_tells_ends_in_a_dead_letter_that_says_so() throws Exception {
    accounts.answering(question -> AccountsServer.status(401));
    start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1s", "POSTKEY_OUTBOX_BACKOFF_FIRST", "200ms");

    String id = postkey.ask("ann@example.com");
    postkey.facts().await(Fact.MailDied.class);

    assertThat(story(id).getString("reason")).isEqualTo("account-source");
    assertThat(accounts.questions()).hasSizeGreaterThan(1);
    assertThat(recipients()).isEmpty();
  }

  @Test
  void a_job_dies_rather_than_be_mailed_under_another_kind_of_source() throws Exception {
    accounts.answering(question -> AccountsServer.status(500));
    start("POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms");
    postkey.ask("ann@example.com");
    postkey.facts().await(Fact.MailDelayed.class);
    postkey.close();

    postkey = Postkey.start(redis, folder);

    assertThat(postkey.facts().await(Fact.MailDied.class).reason())
        .isEqualTo("account-source-changed");
    assertThat(recipients()).isEmpty();
  }

  @Test
  void S9_the_answer_is_the_same_whatever_the_source_does() throws Exception {
    start();
    Set<String> answers = new HashSet<>();
    List<Function<AccountsServer.Question, AccountsServer.Answer>> scripts =
        List.of(
            question -> AccountsServer.status(404),
            question -> AccountsServer.status(500),
            question -> AccountsServer.stalled(),
            question -> AccountsServer.raw("lies"));
    for (Function<AccountsServer.Question, AccountsServer.Answer> script : scripts) {
      int before = accounts.questions().size();
      accounts.answering(script);
      HttpResponse<String> answer =
          postkey.post("/v1/reset-requests", new JsonObject().put("email", "ann@example.com"));
      String id = body(answer).getString("id");
      answers.add(
          answer.statusCode()
              + answer.body().replace(id, "")
              + id.length()
              + answer.headers().map().keySet());
      Eventually.holds("it was asked", () -> accounts.questions().size() > before);
    }

    assertThat(answers).hasSize(1);
  }

  @Test
  void F17_an_app_whose_source_is_stuck_holds_up_no_other_app() throws Exception {
    accounts.answering(question -> AccountsServer.stalled());
    start("POSTKEY_LIMITS_PER_KEY", "100000/1s");
    for (int i = 0; i < 60; i++) {
      postkey.ask("stuck@example" + i + ".com");
    }
    Eventually.holds("many questions are stuck", () -> accounts.questions().size() >= 8);

    for (int i = 0; i < 20; i++) {
      postkey.post(
          "/v1/reset-requests",
          Configs.OTHER_KEY,
          new JsonObject().put("email", "person" + i + "@other" + i + ".com"));
    }
    postkey.facts().await(Fact.MailSent.class, 20);

    // Twice its share of 32 slots: who was hung up on may not know it yet when the next one asks.
    assertThat(accounts.mostAtOnce()).isLessThanOrEqualTo(24);
  }

  @Test
  void a_token_is_minted_for_whom_the_application_names() throws Exception {
    accounts.knowing("4711", "ann@example.com");
    start();

    HttpResponse<String> minted =
        postkey.post("/v1/tokens", new JsonObject().put("email", "alias@example.com"));
    JsonObject token = new JsonObject().put("token", body(minted).getString("token"));

    assertThat(minted.statusCode()).isEqualTo(201);
    JsonObject consumed = body(postkey.post("/v1/tokens/consume", token));
    assertThat(consumed.getString("subject")).isEqualTo("4711");
    assertThat(consumed.getString("email")).isEqualTo("ann@example.com");
  }

  private List<String> recipients() throws Exception {
    return new JsonArray(postkey.get(postkey.management("/inbox/messages")).body())
        .stream().map(mail -> ((JsonObject) mail).getValue("to")).map(String::valueOf).toList();
  }
}

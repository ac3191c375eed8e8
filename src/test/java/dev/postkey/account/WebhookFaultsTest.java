package dev.postkey.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.FindAccount;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.AccountsServer.Answer;
import dev.postkey.support.FreePorts;
import dev.postkey.support.RecordedLog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F17: the source is slow, down, lies or floods, and all of that is a failure in good time. */
class WebhookFaultsTest {
  private static final String HEAD =
      "HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

  private final AccountsServer accounts = AccountsServer.start();
  private AccountBench bench;

  private void open(String... environment) throws Exception {
    bench =
        new AccountBench(
            InetAddress::getAllByName,
            new HttpClientOptions(),
            accounts.environment("DEFAULT", environment));
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    accounts.close();
    assertThat(accounts.complaints()).isEmpty();
  }

  @Test
  void F17_whoever_does_not_come_to_an_end_is_hung_up_on_after_5_s() throws Exception {
    Iterator<Answer> answers =
        List.of(
                AccountsServer.stalled(),
                AccountsServer.trickled(HEAD + " ".repeat(900)),
                AccountsServer.trickled("HTTP/1.1 200 " + "x".repeat(900)),
                AccountsServer.trickled("HTTP/1.1 100 Continue\r\n\r\n".repeat(40)))
            .iterator();
    accounts.answering(question -> next(answers));
    open();

    List<Future<FindAccount.Outcome>> asked = new ArrayList<>();
    IntStream.range(0, 4).forEach(i -> asked.add(bench.asking()));

    for (Future<FindAccount.Outcome> each : asked) {
      assertThat(each.await(30, TimeUnit.SECONDS))
          .isEqualTo(new FindAccount.Failed("account-source-timeout"));
    }
    accounts.awaitHungUp(4);
  }

  private static Answer next(Iterator<Answer> answers) {
    synchronized (answers) {
      return answers.next();
    }
  }

  @Test
  void F17_10_MiB_are_cut_off_at_64_KiB() throws Exception {
    accounts.answering(question -> AccountsServer.flood(10L << 20));
    open();

    assertThat(bench.failure()).isEqualTo("account-source-too-large");
    accounts.awaitHungUp(1);
    assertThat(accounts.finished()).as("answers that were taken whole").isZero();
  }

  @Test
  void a_404_is_enough_however_long_its_page() throws Exception {
    accounts.answering(
        question ->
            AccountsServer.trickled(
                "HTTP/1.1 404 Nobody\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(900)));
    open();

    assertThat(bench.ask()).isEqualTo(new FindAccount.Unknown());
    accounts.awaitHungUp(1);
  }

  @Test
  void an_answer_of_64_KiB_is_read() throws Exception {
    String start = "{\"subject\":\"4711\",\"email\":\"ann@example.com\",\"x\":\"";
    int rest = WebhookClient.MAX_BODY_BYTES - start.length() - 2;
    accounts.answering(
        question -> AccountsServer.http(200, "application/json", start + "x".repeat(rest) + "\"}"));
    open();

    assertThat(bench.account().subject().value()).isEqualTo("4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "220 mail.example.com ESMTP\r\n",
        "HTTP/1.1 999999 x\r\n\r\n",
        "HTTP/1.1 200 Said\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 Said\r\nContent-Length: 500\r\n\r\n{",
        "HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void F17_whoever_speaks_no_http_or_hangs_up_is_a_failure(String said) throws Exception {
    accounts.answering(question -> AccountsServer.raw(said));
    open();

    assertThat(bench.failure()).startsWith("account-source-");
  }

  @Test
  void F17_endless_headers_are_a_failure() throws Exception {
    accounts.answering(
        question -> AccountsServer.raw("HTTP/1.1 200 Said\r\n" + "X: y\r\n".repeat(100_000)));
    open();

    assertThat(bench.failure()).startsWith("account-source-");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void F17_no_redirect_is_followed(int status) throws Exception {
    try (AccountsServer other = AccountsServer.start().knowing("4711", "eve@example.com")) {
      accounts.answering(
          question ->
              AccountsServer.status(
                  status, "Location: http://127.0.0.1:" + other.port() + "/\r\n"));
      open();

      assertThat(bench.failure()).isEqualTo("account-source-redirect");
      assertThat(other.questions()).isEmpty();
    }
  }

  @Test
  void F17_nobody_there_is_a_failure() throws Exception {
    open("POSTKEY_APPS_OTHER_ACCOUNTS_NETWORK", "public");
    bench.close();
    int nobody = FreePorts.one();
    bench =
        new AccountBench(
            InetAddress::getAllByName,
            new HttpClientOptions(),
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_TYPE",
            "webhook",
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_URL",
            "http://127.0.0.1:" + nobody,
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_SECRET",
            AccountsServer.SECRET);

    assertThat(bench.failure()).isEqualTo("account-source-unreachable");
  }

  @Test
  void F17_more_questions_than_may_wait_are_turned_away_at_once_and_none_is_lost()
      throws Exception {
    accounts.answering(question -> AccountsServer.stalled());
    open("POSTKEY_OUTBOX_SLOTS", "1");

    List<Future<FindAccount.Outcome>> asked = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> asked.add(bench.asking()));
    List<Object> reasons = new ArrayList<>();
    for (Future<FindAccount.Outcome> each : asked) {
      reasons.add(((FindAccount.Failed) each.await(30, TimeUnit.SECONDS)).reason());
    }

    assertThat(reasons)
        .containsOnly("account-source-busy", "account-source-timeout")
        .contains("account-source-busy", "account-source-timeout");
    accounts.knowing("4711", "ann@example.com");
    assertThat(bench.account().subject().value()).isEqualTo("4711");
  }

  @Test
  void each_question_has_a_connection_of_its_own() throws Exception {
    accounts.knowing("4711", "ann@example.com");
    open();

    bench.account();
    bench.account();

    assertThat(accounts.connections()).isEqualTo(2);
  }

  @Test
  void a_secret_can_be_changed_without_a_moment_at_which_none_is_good() throws Exception {
    accounts.knowing("4711", "ann@example.com");
    open("POSTKEY_APPS_DEFAULT_ACCOUNTS_FORMER_SECRET", AccountsServer.FORMER_SECRET);

    accounts.believing(AccountsServer.FORMER_SECRET);
    bench.account();
    accounts.believing(AccountsServer.SECRET);
    bench.account();

    assertThat(accounts.complaints()).as("W4: one signature for each secret").isEmpty();
    assertThat(accounts.questions().get(0).header("webhook-signature"))
        .matches("v1,\\S{44} v1,\\S{44}");
  }

  @Test
  void S14_a_failure_is_logged_once_and_tells_nothing_of_anybody() throws Exception {
    try (RecordedLog log = RecordedLog.ofEverything(new SimpleFormatter())) {
      accounts.answering(
          question -> AccountsServer.http(401, "text/plain", "go away, " + question.email()));
      open();
      bench.failure();
      bench.failure();
      accounts.answering(
          question ->
              AccountsServer.http(200, "application/json", "{\"email\":\"eve@x.example\"}"));
      bench.failure();
      accounts.knowing("4711", "ann@example.com");
      bench.account();

      accounts.answering(question -> AccountsServer.raw("HTTP/1.1 200 x\r\nann@example: \r\u0001"));
      bench.failure();

      assertThat(log.linesWith("SEVERE")).as("what the framework says by itself").isEmpty();
      assertThat(log.linesWith("reason=account-source-refused")).hasSize(1);
      assertThat(log.linesWith("reason=account-source-invalid")).hasSize(1);
      assertThat(log.linesWith("account_source_recovered app=default")).hasSize(1);
      for (String secret :
          List.of(AccountBench.ASKED, "ann@example", "eve@", "go away", AccountsServer.SECRET)) {
        assertThat(log.linesWith(secret)).as(secret).isEmpty();
      }
    }
  }
}

package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.App;
import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.Http;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that falls silent over the recipients of one domain, and Postkey as a whole. */
class TarpitTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int STUCK = 500;
  private static final int GOOD = 50;

  private final ScriptedSmtp smtp = ScriptedSmtp.start().tarpitting("tarpit.example");
  private App app;
  private Facts facts;

  @BeforeEach
  void start() throws Exception {
    Config config =
        Configs.of(
            redis.url(),
            "POSTKEY_SMTP_RELAYS",
            "smtp://127.0.0.1:" + smtp.port(),
            "POSTKEY_LIMITS_PER_KEY",
            "100000/1s");
    app = new App(() -> config, (vertx, router) -> {});
    facts = new Facts(app.bus());
    app.start().await(20, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    smtp.close();
    app.stop().await(60, SECONDS);
  }

  private void ask(int count, String domain) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(Http.askAsync(app.httpPort(), Configs.API_KEY, "person" + i + "@" + domain));
    }
    answers.forEach(answer -> Http.accepted(answer.join()));
  }

  @Test
  void F7_others_are_mailed_while_all_that_a_tarpit_may_have_is_stuck() throws Exception {
    ask(STUCK, "tarpit.example");
    ask(GOOD, "good.example");

    List<Fact.MailSent> sent = facts.await(Fact.MailSent.class, GOOD);

    assertThat(smtp.messages()).hasSize(GOOD).allMatch(mail -> mail.contains("@good.example"));
    long slowest = sent.stream().mapToLong(mail -> mail.sinceAccepted().toMillis()).max().orElse(0);
    System.out.println(
        "F7 behind " + STUCK + " to a tarpit: the slowest of " + GOOD + " took " + slowest + " ms");
  }
}

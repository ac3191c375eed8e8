package dev.postkey.faults;

import static dev.postkey.faults.SealKeys.FALSE_K1;
import static dev.postkey.faults.SealKeys.K1;
import static dev.postkey.faults.SealKeys.K2;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.App;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Fact;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.model.RequestId;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.FreePorts;
import dev.postkey.support.Http;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ServeMode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A seal key that was removed too early loses nothing: put back, it heals all (S12, F6, F16). */
class MissingSealKeyTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private MailSink sink;
  private App app;

  @BeforeEach
  void open() throws Exception {
    sink = MailSink.start();
  }

  @AfterEach
  void close() throws Exception {
    SealKeys.stop(app);
    sink.close();
  }

  private void restart(String... keys) throws Exception {
    SealKeys.stop(app);
    app = SealKeys.start(redis.url(), sink.port(), keys);
  }

  private String mailed(String email) throws Exception {
    Http.accepted(Http.ask(app.httpPort(), ServeMode.API_KEY, email));
    Eventually.holds("a mail", () -> sink.count() == 1);
    return sink.mails().get(0).token();
  }

  private HttpResponse<String> token(String call, String token) throws Exception {
    String json = new JsonObject().put("token", token).encode();
    return Http.post(app.httpPort(), "/v1/tokens/" + call, ServeMode.API_KEY, json);
  }

  @Test
  void S12_a_link_whose_key_is_missing_is_refused_unused_and_works_when_the_key_is_back()
      throws Exception {
    app = SealKeys.start(redis.url(), sink.port(), K1);
    String token = mailed("ann@example.com");

    restart(K2);
    for (String call : new String[] {"inspect", "consume", "consume"}) {
      HttpResponse<String> refused = token(call, token);
      assertThat(refused.statusCode()).as(call).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(refused.body()).doesNotContain("k1", "seal");
    }

    restart(K2, K1);
    HttpResponse<String> consumed = token("consume", token);
    assertThat(consumed.statusCode()).isEqualTo(200);
    assertThat(consumed.body()).contains("ann@example.com");
    assertThat(token("consume", token).statusCode()).isEqualTo(410);
  }

  @Test
  void S12_with_a_false_key_of_the_right_name_nothing_is_used_up_and_no_mail_dies()
      throws Exception {
    app = SealKeys.start(redis.url(), sink.port(), K1);
    String token = mailed("ann@example.com");
    SealKeys.stop(app);
    app = SealKeys.start(redis.url(), FreePorts.one(), K1);
    Http.accepted(Http.ask(app.httpPort(), ServeMode.API_KEY, "bob@example.com"));

    try (RecordedLog log = RecordedLog.of("dev.postkey.redis.Condition")) {
      restart(FALSE_K1);
      assertThat(token("consume", token).statusCode()).isEqualTo(503);
      Eventually.holds("it says why", () -> !log.linesWith("k1 is another key").isEmpty());
    }

    restart(K1);
    assertThat(token("consume", token).statusCode()).isEqualTo(200);
    Eventually.holds("the other is mailed", () -> sink.count() == 2);
  }

  @Test
  void F6_a_job_whose_key_is_missing_is_a_dead_letter_that_a_replay_heals() throws Exception {
    app = SealKeys.start(redis.url(), FreePorts.one(), K1);
    RequestId request =
        new RequestId(
            Http.accepted(Http.ask(app.httpPort(), ServeMode.API_KEY, "ann@example.com")));

    restart(K2);
    assertThat(died(request)).isEqualTo("seal-key-missing");
    assertThat(sink.count()).isZero();

    restart(K2, K1);
    Facts facts = new Facts(app.bus());
    app.bus().ask(Addresses.REPLAY, new ReplayDeadLetter(request)).await(5, SECONDS);
    assertThat(facts.await(Fact.MailSent.class).request()).isEqualTo(request);
    assertThat(token("consume", sink.mails().get(0).token()).statusCode()).isEqualTo(200);
  }

  private static String died(RequestId request) throws Exception {
    String key = "pk:{p00}:job:" + request;
    Eventually.holds("it dies", () -> "dead".equals(redis.command("HGET", key, "state")));
    return (String) redis.command("HGET", key, "reason");
  }

  @Test
  void F16_a_start_without_a_key_that_sealed_what_is_kept_says_so() throws Exception {
    app = SealKeys.start(redis.url(), sink.port(), K1);
    mailed("ann@example.com");

    try (RecordedLog log = RecordedLog.of("dev.postkey.token.TokenVerticle")) {
      restart(K2);
      Eventually.holds(
          "it says so", () -> !log.linesWith("seal_key_missing key=k1 records=1").isEmpty());
    }
  }
}

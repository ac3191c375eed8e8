package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Sealer;
import dev.postkey.support.Eventually;
import dev.postkey.support.Forwarder;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong beside the outbox: in Redis, in what it holds, on the way there. */
class OutboxFaultsTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  private RequestId sent(String email) throws Exception {
    int before = node.facts.of(Fact.MailSent.class).size();
    RequestId request = node.accept(email);
    node.facts.await(Fact.MailSent.class, before + 1);
    return request;
  }

  /** Brings an ended job back, as it was before its first attempt but for one field. */
  private void garble(RequestId request, String field, String value) {
    redis.command("HSET", node.jobKey(request), "state", "queued", field, value);
    redis.command("PERSIST", node.jobKey(request));
    node.makeDue(request);
  }

  private static String mailing() {
    return "{\"email\":\"bad@example.com\",\"locale\":\"en\",\"data\":{}}";
  }

  private String sealed(RequestId request, String text) {
    return node.sealer().seal(new Sealer.Place(AppId.DEFAULT, "job", request.value()), text);
  }

  @Test
  void F6_a_garbled_job_is_told_of_as_any_dead_letter() throws Exception {
    node.start();
    RequestId poisoned = sent("bad@example.com");
    garble(poisoned, "accepted", "yesterday");

    assertThat(node.facts.await(Fact.MailDied.class))
        .isEqualTo(new Fact.MailDied(poisoned, AppId.DEFAULT, "garbled", Optional.empty()));
  }

  @Test
  void F6_a_job_whose_count_of_claims_is_garbled_does_not_hold_up_others() throws Exception {
    node.start();
    RequestId poisoned = sent("bad@example.com");
    garble(poisoned, "claims", "many");

    RequestId good = node.accept("good@example.com");

    assertThat(node.facts.await(Fact.MailSent.class, 2))
        .extracting(Fact.MailSent::request)
        .contains(good);
    assertThat(node.facts.await(Fact.MailDied.class).request()).isEqualTo(poisoned);
  }

  @Test
  void F6_a_job_whose_count_of_attempts_is_garbled_is_not_mailed_for_ever() throws Exception {
    node.start();
    RequestId poisoned = sent("bad@example.com");
    redis.command("HSET", node.jobKey(poisoned), "sealed", sealed(poisoned, mailing()));
    garble(poisoned, "attempts", "many");

    assertThat(node.facts.await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(poisoned);
    assertThat(node.story(poisoned).state()).isEqualTo("sent");
  }

  @Test
  void F6_a_job_that_holds_what_nobody_can_read_is_a_dead_letter_and_frees_its_slot()
      throws Exception {
    node.start("POSTKEY_OUTBOX_SLOTS", "1");
    RequestId poisoned = sent("bad@example.com");
    redis.command("HSET", node.jobKey(poisoned), "sealed", sealed(poisoned, "not json"));
    garble(poisoned, "claims", "0");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("unreadable");
    sent("good@example.com");
  }

  @Test
  void F6_a_garbled_job_is_a_dead_letter_at_once_and_others_go_on() throws Exception {
    node.start();
    RequestId request = sent("bad@example.com");
    garble(request, "accepted", "yesterday");

    RequestId good = node.accept("ben@example.com");

    assertThat(node.facts.await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(good);
    Eventually.holds(
        "the job ends", () -> !redis.command("HGET", node.jobKey(request), "reason").equals(""));
    assertThat(redis.command("HGET", node.jobKey(request), "reason")).isEqualTo("garbled");
    assertThat(redis.command("HGET", node.jobKey(request), "state")).isEqualTo("dead");
  }

  @Test
  void F6_a_job_whose_seal_does_not_open_is_a_dead_letter_at_once() throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    garble(request, "sealed", "1.k1.AAAA");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("unreadable");
  }

  @Test
  void F6_a_job_whose_seal_key_is_missing_is_a_dead_letter_that_says_so() throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    garble(request, "sealed", "1.k9.AAAA");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("seal-key-missing");
    assertThat(redis.command("HGET", node.jobKey(request), "sealed")).isEqualTo("1.k9.AAAA");
  }

  @Test
  void a_job_accepted_under_another_kind_of_account_source_dies() throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    garble(request, "source", "webhook");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("account-source-changed");
  }

  @Test
  void F14_a_connection_that_breaks_right_after_the_relay_took_a_mail_costs_no_second_mail()
      throws Exception {
    node.relay =
        mail -> {
          redis.command("CLIENT", "KILL", "TYPE", "normal");
          return Future.succeededFuture(TAKEN);
        };
    node.start();
    RequestId request = node.accept("ann@example.com");

    assertThat(node.facts.await(Fact.MailSent.class).request()).isEqualTo(request);
    assertThat(node.mails).hasSize(1);
    assertThat(node.story(request).state()).isEqualTo("sent");
  }

  @Test
  void F14_a_redis_that_is_away_beyond_the_lease_when_the_relay_takes_a_mail_costs_no_second_mail()
      throws Exception {
    int target = URI.create(redis.url()).getPort();
    Forwarder line = Forwarder.open(0, target);
    int port = line.port();
    node.relay =
        mail -> {
          line.close();
          return Future.succeededFuture(TAKEN);
        };
    node.start("POSTKEY_REDIS_URL", redis.url().replace(":" + target, ":" + port));
    RequestId request = node.accept("ann@example.com");
    node.awaitMails(1);
    Eventually.holds("its lease has ended", () -> isDue(request));

    try (Forwarder again = Forwarder.open(port, target)) {
      assertThat(node.facts.await(Fact.MailSent.class).request()).isEqualTo(request);
      assertThat(again.connections()).isPositive();
      assertThat(node.mails).hasSize(1);
    }
  }

  @Test
  void F14_a_redis_that_is_away_beyond_the_lease_during_an_attempt_costs_no_second_mail()
      throws Exception {
    int target = URI.create(redis.url()).getPort();
    Forwarder line = Forwarder.open(0, target);
    int port = line.port();
    Promise<SendMail.Outcome> slow = Promise.promise();
    node.relay = mail -> slow.future();
    node.start("POSTKEY_REDIS_URL", redis.url().replace(":" + target, ":" + port));
    RequestId request = node.accept("ann@example.com");
    node.awaitMails(1);
    line.close();
    Eventually.holds("its lease has ended", () -> isDue(request));

    try (Forwarder again = Forwarder.open(port, target)) {
      Eventually.holds("it is kept again", () -> !isDue(request));
      slow.complete(TAKEN);
      node.facts.await(Fact.MailSent.class);
      assertThat(again.connections()).isPositive();
      assertThat(node.mails).hasSize(1);
    }
  }

  private static boolean isDue(RequestId request) {
    long score =
        Long.parseLong((String) redis.command("ZSCORE", Partitions.due(0), request.value()));
    return score < System.currentTimeMillis();
  }

  @Test
  void a_job_that_waited_for_a_day_is_given_up_and_never_mailed() throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    long dayAgo = Instant.now().minusSeconds(24 * 3600).toEpochMilli();
    redis.command("HSET", node.jobKey(request), "sealed", sealed(request, mailing()));
    garble(request, "accepted", String.valueOf(dayAgo));

    Fact.MailDied died = node.facts.await(Fact.MailDied.class);

    assertThat(died)
        .isEqualTo(new Fact.MailDied(request, AppId.DEFAULT, "gave-up", Optional.empty()));
    assertThat(node.mails).hasSize(1);
  }

  @Test
  void F6_what_stands_where_a_job_should_be_is_dropped_and_others_go_on() throws Exception {
    node.start();
    redis.command("SET", Partitions.job(0, "nobody"), "not a job");
    redis.command("ZADD", Partitions.due(0), "0", "nobody");

    sent("ann@example.com");

    assertThat(node.facts.await(Fact.JobsDropped.class).count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "inf", "-7", "9007199254740993", "nan"})
  void F6_a_count_of_claims_that_nobody_can_count_on_begins_anew(String claims) throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    redis.command("HSET", node.jobKey(request), "sealed", sealed(request, mailing()));
    garble(request, "claims", claims);

    assertThat(node.facts.await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(request);
    assertThat(node.story(request).state()).isEqualTo("sent");
  }

  @Test
  void F6_a_job_without_a_count_of_claims_is_worked_all_the_same() throws Exception {
    node.start();
    RequestId request = sent("ann@example.com");
    redis.command("HSET", node.jobKey(request), "sealed", sealed(request, mailing()));
    redis.command("HDEL", node.jobKey(request), "claims");
    garble(request, "state", "queued");

    assertThat(node.facts.await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(request);
  }

  @Test
  void an_id_without_a_job_is_dropped_and_counted() throws Exception {
    node.start();
    redis.command("ZADD", Partitions.due(0), "0", "nobody");

    assertThat(node.facts.await(Fact.JobsDropped.class).count()).isEqualTo(1);
    assertThat(redis.command("ZCARD", Partitions.due(0))).isEqualTo(0L);
  }

  @Test
  void R3_a_settle_by_an_older_claim_is_refused() throws Exception {
    Promise<SendMail.Outcome> neverAnswered = Promise.promise();
    node.relay =
        mail -> node.mails.size() == 1 ? neverAnswered.future() : Future.succeededFuture(TAKEN);
    node.start();
    RequestId request = node.accept("ann@example.com");
    node.facts.await(Fact.RequestAccepted.class);
    node.awaitMails(1);
    node.claimAgain(request);
    node.facts.await(Fact.MailSent.class);
    assertThat(node.mails).hasSize(2);

    // The first attempt comes back from the dead, and changes nothing.
    neverAnswered.complete(failure(SendMail.Kind.PERMANENT, 550));
    node.accept("sentinel@example.com");
    node.facts.await(Fact.MailSent.class, 2);

    assertThat(node.story(request).state()).isEqualTo("sent");
  }
}

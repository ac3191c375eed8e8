package dev.postkey.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Sealer;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong beside the outbox: in Redis, in what it holds, on the way there. */
class OutboxFaultsTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private OutboxNode node;

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private RequestId sent(String email) throws Exception {
    int before = node.facts().of(Fact.MailSent.class).size();
    RequestId request = node.accept(email);
    node.facts().await(Fact.MailSent.class, before + 1);
    return request;
  }

  /** Brings an ended job back, as it was before its first attempt but for one field. */
  private void garble(RequestId request, String field, String value) {
    redis.command("HSET", node.jobKey(request), "state", "queued", field, value);
    redis.command("PERSIST", node.jobKey(request));
    node.makeDue(request);
  }

  private static Future<SendMail.Outcome> take(SendMail mail) {
    return Future.succeededFuture(OutboxNode.TAKEN);
  }

  @Test
  void F6_a_garbled_job_is_told_of_as_any_dead_letter() throws Exception {
    node = OutboxNode.start(redis, OutboxFaultsTest::take);
    RequestId poisoned = sent("bad@example.com");
    garble(poisoned, "accepted", "yesterday");

    assertThat(node.facts().await(Fact.MailDied.class))
        .isEqualTo(new Fact.MailDied(poisoned, AppId.DEFAULT, "garbled", Optional.empty()));
  }

  @Test
  void F6_a_job_whose_count_of_claims_is_garbled_does_not_hold_up_others() throws Exception {
    node = OutboxNode.start(redis, OutboxFaultsTest::take);
    RequestId poisoned = sent("bad@example.com");
    garble(poisoned, "claims", "many");

    RequestId good = node.accept("good@example.com");

    assertThat(node.facts().await(Fact.MailSent.class, 2))
        .extracting(Fact.MailSent::request)
        .contains(good);
    assertThat(node.facts().await(Fact.MailDied.class).request()).isEqualTo(poisoned);
  }

  @Test
  void F6_a_job_whose_count_of_attempts_is_garbled_is_not_mailed_for_ever() throws Exception {
    node = OutboxNode.start(redis, OutboxFaultsTest::take);
    RequestId poisoned = sent("bad@example.com");
    redis.command("HSET", node.jobKey(poisoned), "sealed", sealed(poisoned, mailing()));
    garble(poisoned, "attempts", "many");

    assertThat(node.facts().await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(poisoned);
    assertThat(node.story(poisoned).state()).isEqualTo("sent");
  }

  @Test
  void F6_a_job_that_holds_what_nobody_can_read_is_a_dead_letter_and_frees_its_slot()
      throws Exception {
    node = OutboxNode.start(redis, OutboxFaultsTest::take, "POSTKEY_OUTBOX_SLOTS", "1");
    RequestId poisoned = sent("bad@example.com");
    redis.command("HSET", node.jobKey(poisoned), "sealed", sealed(poisoned, "not json"));
    garble(poisoned, "claims", "0");

    assertThat(node.facts().await(Fact.MailDied.class).reason()).isEqualTo("unreadable");
    sent("good@example.com");
  }

  private static String mailing() {
    return "{\"email\":\"bad@example.com\",\"locale\":\"en\",\"data\":{}}";
  }

  private String sealed(RequestId request, String text) {
    return node.sealer().seal(new Sealer.Place(AppId.DEFAULT, "job", request.value()), text);
  }

  @Test
  void F14_a_connection_that_breaks_right_after_the_relay_took_a_mail_costs_no_second_mail()
      throws Exception {
    node =
        OutboxNode.start(
            redis,
            mail -> {
              redis.command("CLIENT", "KILL", "TYPE", "normal");
              return take(mail);
            });
    RequestId request = node.accept("ann@example.com");

    assertThat(node.facts().await(Fact.MailSent.class).request()).isEqualTo(request);
    assertThat(node.mails()).hasSize(1);
    assertThat(node.story(request).state()).isEqualTo("sent");
  }

  @Test
  void a_job_that_waited_for_a_day_is_given_up_and_never_mailed() throws Exception {
    node = OutboxNode.start(redis, OutboxFaultsTest::take);
    RequestId request = sent("ann@example.com");
    long dayAgo = Instant.now().minusSeconds(24 * 3600).toEpochMilli();
    redis.command("HSET", node.jobKey(request), "sealed", sealed(request, mailing()));
    garble(request, "accepted", String.valueOf(dayAgo));

    Fact.MailDied died = node.facts().await(Fact.MailDied.class);

    assertThat(died)
        .isEqualTo(new Fact.MailDied(request, AppId.DEFAULT, "gave-up", Optional.empty()));
    assertThat(node.mails()).hasSize(1);
  }
}

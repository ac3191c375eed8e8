package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Fact;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.SendMail;
import dev.postkey.model.RequestId;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The last question before a mail leaves: does its claim still count, will its link live? */
class ClearToSendTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  private final AtomicReference<ClearToSend.Outcome> last = new AtomicReference<>();

  /** A mail verticle that asks, and sends only what is clear. */
  private Future<SendMail.Outcome> askFirst(SendMail mail) {
    return node.clear(mail)
        .onSuccess(last::set)
        .map(
            outcome ->
                outcome instanceof ClearToSend.Refused refused
                    ? new SendMail.Withheld(refused.objection())
                    : TAKEN);
  }

  private void refusedOnce(InspectToken.Outcome look) throws Exception {
    node.relay = this::askFirst;
    node.looks =
        question ->
            Future.succeededFuture(node.mails.size() == 1 ? look : live(Duration.ofHours(1)));
    node.start();
    node.accept("ann@example.com");
  }

  @Test
  void R3_a_mail_whose_claim_and_link_hold_may_go_out() throws Exception {
    node.relay = this::askFirst;
    node.start();
    node.accept("ann@example.com");

    node.facts.await(Fact.MailSent.class);
    assertThat(last.get()).isInstanceOf(ClearToSend.Clear.class);
    assertThat(node.withdrawn).isEmpty();
  }

  @Test
  void a_mail_whose_links_were_revoked_meanwhile_stays_here_and_its_request_is_superseded()
      throws Exception {
    refusedOnce(new InspectToken.Dead(DeadReason.REVOKED, Optional.empty()));

    assertThat(node.facts.await(Fact.RequestEnded.class).reason()).isEqualTo("superseded");
    assertThat(last.get()).isEqualTo(new ClearToSend.Refused(Objection.LINK_DEAD));
    assertThat(node.withdrawn).containsExactly(node.mails.get(0).token());
  }

  @Test
  void a_mail_whose_link_has_less_than_half_its_time_left_gets_another_link_and_is_not_charged()
      throws Exception {
    refusedOnce(live(Duration.ofNanos(2)));

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
    assertThat(node.withdrawn).containsExactly(node.mails.get(0).token());
    assertThat(node.mails.get(1).token()).isNotEqualTo(node.mails.get(0).token());
  }

  /** As in a fail-over to a replica that had not heard of it yet. */
  @Test
  void a_link_that_redis_has_lost_is_made_anew() throws Exception {
    refusedOnce(new InspectToken.Dead(DeadReason.UNKNOWN, Optional.empty()));

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
    assertThat(node.mails).hasSize(2);
  }

  @Test
  void a_link_that_a_shorter_time_to_live_has_ended_is_made_anew() throws Exception {
    refusedOnce(new InspectToken.Dead(DeadReason.EXPIRED, Optional.empty()));

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
    assertThat(node.mails).hasSize(2);
  }

  @Test
  void R3_a_mail_whose_job_another_node_has_claimed_must_not_go_out() throws Exception {
    Promise<SendMail.Outcome> first = Promise.promise();
    node.relay = mail -> node.mails.size() == 1 ? first.future() : Future.succeededFuture(TAKEN);
    node.start();
    RequestId request = node.accept("ann@example.com");
    node.awaitMails(1);
    node.claimAgain(request);
    node.facts.await(Fact.MailSent.class);

    askFirst(node.mails.get(0)).onComplete(first);

    node.accept("sentinel@example.com");
    node.facts.await(Fact.MailSent.class, 2);
    assertThat(last.get()).isEqualTo(new ClearToSend.Refused(Objection.CLAIM_LOST));
  }

  @Test
  void a_request_passes_its_waypoints_in_their_order() throws Exception {
    node.start();
    node.accept("ann@example.com");
    node.facts.await(Fact.MailSent.class);

    assertThat(node.waypoints).containsExactly(Waypoint.values());
  }
}

package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.asking;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.Fact;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.SendMail;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Partitions;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the outbox takes on and what it does not: repeats, more than fits, and work in a stop. */
class OutboxBoundsTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  @Test
  void W3_the_same_key_and_body_are_one_request_and_another_body_is_refused() throws Exception {
    node.start();
    AcceptRequest.Idempotency first = new AcceptRequest.Idempotency("default|test", "key-1", "{}");
    AcceptRequest.Idempotency other = new AcceptRequest.Idempotency("default|test", "key-1", "{ }");

    AcceptRequest.Outcome once = node.ask(asking("ann@example.com", first));
    AcceptRequest.Outcome again = node.ask(asking("ann@example.com", first));
    AcceptRequest.Outcome mismatch = node.ask(asking("ann@example.com", other));
    node.accept("last@example.com");
    node.facts.await(Fact.MailSent.class, 2);

    assertThat(again).isEqualTo(once);
    assertThat(mismatch).isInstanceOf(AcceptRequest.Mismatch.class);
    assertThat(node.mails).hasSize(2);
  }

  @Test
  void W3_a_crash_between_the_two_scripts_loses_nothing() throws Exception {
    node.start();
    AcceptRequest.Idempotency key = new AcceptRequest.Idempotency("default|test", "key-1", "{}");
    RequestId first = node.accept(asking("ann@example.com", key));
    node.facts.await(Fact.MailSent.class);
    redis.command("DEL", node.jobKey(first)); // as if the second script had never run

    RequestId again = node.accept(asking("ann@example.com", key));

    assertThat(again).isEqualTo(first);
    node.facts.await(Fact.MailSent.class, 2);
    assertThat(node.story(first).state()).isEqualTo("sent");
  }

  @Test
  void W7_a_full_outbox_stores_nothing_and_says_so() throws Exception {
    Promise<FindAccount.Outcome> later = Promise.promise();
    node.accounts = question -> later.future();
    node.start("POSTKEY_OUTBOX_MAX_JOBS", "2");
    node.accept("ann@example.com");
    node.accept("ben@example.com");

    assertThat(node.ask(asking("cid@example.com"))).isInstanceOf(AcceptRequest.Full.class);
    assertThat(redis.command("ZCARD", Partitions.due(0))).isEqualTo(2L);
    later.complete(new FindAccount.Unknown());
  }

  @Test
  void never_more_jobs_are_worked_at_once_than_there_are_slots() throws Exception {
    Queue<Promise<SendMail.Outcome>> open = new ConcurrentLinkedQueue<>();
    node.relay =
        mail -> {
          Promise<SendMail.Outcome> promise = Promise.promise();
          open.add(promise);
          return promise.future();
        };
    node.start("POSTKEY_OUTBOX_SLOTS", "3");
    for (int i = 0; i < 10; i++) {
      node.accept("ann@example" + i + ".com");
    }
    for (int sent = 0; sent < 10; sent++) {
      node.awaitMails(Math.min(10, sent + 3));
      assertThat(node.mails.size() - sent).isLessThanOrEqualTo(3);
      open.remove().complete(TAKEN);
      node.facts.await(Fact.MailSent.class, sent + 1);
    }
  }

  @Test
  void F5_stopping_calls_back_what_has_not_left_and_leaves_it_to_others() throws Exception {
    Promise<SendMail.Outcome> waiting = Promise.promise();
    node.relay = mail -> waiting.future();
    node.recalled =
        () -> waiting.tryComplete(new SendMail.Withheld(ClearToSend.Objection.CLAIM_LOST));
    node.start();
    RequestId request = node.accept("ann@example.com");
    node.awaitMails(1);

    node.undeploy().await(5, SECONDS);

    assertThat(redis.command("HGET", node.jobKey(request), "state")).isEqualTo("retrying");
    assertThat(redis.command("HGET", node.jobKey(request), "tries")).isEqualTo("0");
  }

  @Test
  void stopping_lets_the_attempts_under_way_end() throws Exception {
    Promise<SendMail.Outcome> slow = Promise.promise();
    node.relay = mail -> slow.future();
    node.start();
    RequestId request = node.accept("ann@example.com");
    node.awaitMails(1);

    Future<Void> stopped = node.undeploy();
    assertThat(stopped.isComplete()).isFalse();
    slow.complete(TAKEN);
    stopped.await(5, SECONDS);

    assertThat(redis.command("HGET", node.jobKey(request), "state")).isEqualTo("sent");
  }
}

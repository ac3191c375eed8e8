package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.failure;
import static dev.postkey.outbox.OutboxNode.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import dev.postkey.redis.Partitions;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mails that the relay does not take: tried again, buried or given up. */
class OutboxRetryTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  @Test
  void a_temporary_failure_is_tried_again_with_a_new_token_and_the_old_one_is_taken_back()
      throws Exception {
    node.relay =
        mail ->
            Future.succeededFuture(
                node.mails.size() < 3 ? failure(SendMail.Kind.TEMPORARY, 451) : TAKEN);
    node.start();

    RequestId request = node.accept("ann@example.com");
    Fact.MailSent sent = node.facts.await(Fact.MailSent.class);

    assertThat(sent.attempt()).isEqualTo(3);
    List<Token> tokens = node.mails.stream().map(SendMail::token).toList();
    assertThat(node.withdrawn).containsExactlyElementsOf(tokens.subList(0, 2));
    assertThat(node.story(request).attempts())
        .extracting(TellStory.Attempt::result)
        .containsExactly("temporary", "temporary", "sent");
  }

  @Test
  void a_permanent_failure_is_a_dead_letter_that_keeps_its_request_sealed() throws Exception {
    node.relay = mail -> Future.succeededFuture(failure(SendMail.Kind.PERMANENT, 550));
    node.start();

    RequestId request = node.accept("ann@example.com");
    Fact.MailDied died = node.facts.await(Fact.MailDied.class);

    assertThat(died.replyCode()).contains(550);
    assertThat(node.story(request).state()).isEqualTo("dead");
    assertThat(redis.command("ZSCORE", Partitions.dead(0), request.value())).isNotNull();
    assertThat(redis.command("ZSCORE", Partitions.due(0), request.value())).isNull();
    assertThat(redis.command("HGETALL", node.jobKey(request)).toString())
        .contains("sealed")
        .doesNotContain("ann@", "ann said");
    assertThat(node.mails).hasSize(1);
  }

  @Test
  void two_unknown_outcomes_are_a_dead_letter_and_no_token_is_taken_back() throws Exception {
    node.relay = mail -> Future.succeededFuture(failure(SendMail.Kind.UNKNOWN, 0));
    node.start();
    node.accept("ann@example.com");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("outcome-unknown");
    assertThat(node.mails).hasSize(2);
    assertThat(node.withdrawn).isEmpty();
  }

  /** A request that has spent an hour on attempts, none of which was charged to it. */
  private void acceptLongAgo(String email) throws Exception {
    Promise<FindAccount.Outcome> found = Promise.promise();
    Function<FindAccount, Future<FindAccount.Outcome>> usual = node.accounts;
    node.accounts = question -> found.future();
    RequestId request = node.accept(email);
    redis.command("HSET", node.jobKey(request), "spent", "3600000");
    node.accounts = usual;
    found.complete(found(email));
  }

  @Test
  void a_relay_at_fault_does_not_charge_the_message() throws Exception {
    node.relay =
        mail ->
            Future.succeededFuture(
                node.mails.size() < 4 ? failure(SendMail.Kind.RELAY, 421) : TAKEN);
    node.start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1s");
    acceptLongAgo("ann@example.com");

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
    assertThat(node.mails).hasSize(4);
  }

  @Test
  void a_request_is_given_up_after_its_time_but_never_before_one_try() throws Exception {
    node.relay = mail -> Future.succeededFuture(failure(SendMail.Kind.TEMPORARY, 451));
    node.start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1s");
    acceptLongAgo("ann@example.com");

    assertThat(node.facts.await(Fact.MailDied.class).reason()).isEqualTo("gave-up");
    assertThat(node.mails).hasSize(1);
  }
}

package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** While no relay is usable: nothing is claimed, nothing charged, and nothing waits for ever. */
class NoRelayTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  private RequestId waiting() throws Exception {
    node.room = 0;
    node.start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1m");
    RequestId request = node.accept("ann@example.com");
    int asked = node.roomAsked.get();
    Eventually.holds("there was time to claim it", () -> node.roomAsked.get() > asked + 2);
    return request;
  }

  private void accepted(RequestId request, Duration ago) {
    String then = String.valueOf(Instant.now().minus(ago).toEpochMilli());
    redis.command("HSET", node.jobKey(request), "accepted", then);
  }

  @Test
  void nothing_is_claimed_and_when_a_relay_answers_what_waited_goes_at_once() throws Exception {
    RequestId request = waiting();

    assertThat(redis.command("HGET", node.jobKey(request), "claims")).isEqualTo("0");
    node.room = 32;

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
  }

  @Test
  void the_time_in_which_no_relay_was_usable_does_not_count_towards_giving_up() throws Exception {
    RequestId request = waiting();
    accepted(request, Duration.ofHours(5));
    node.relay =
        mail ->
            Future.succeededFuture(
                node.mails.size() == 1 ? failure(SendMail.Kind.TEMPORARY, 451) : TAKEN);
    node.room = 32;

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(2);
  }

  @Test
  void a_day_ends_it_all_the_same() throws Exception {
    RequestId request = waiting();
    RequestId younger = node.accept("ben@example.com");
    accepted(request, Duration.ofHours(24));
    accepted(younger, Duration.ofHours(23));
    node.restart();

    assertThat(node.facts.await(Fact.MailDied.class))
        .isEqualTo(new Fact.MailDied(request, AppId.DEFAULT, "gave-up", Optional.empty()));
    assertThat(node.story(request).state()).isEqualTo("dead");
    assertThat(node.story(younger).state()).isEqualTo("queued");
    assertThat(node.mails).isEmpty();
  }
}

package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static dev.postkey.outbox.OutboxNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.bus.PurgeDeadLetter;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Partitions;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mails that were given up: listed, mailed again, forgotten. */
class DeadLetterTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  private RequestId dead(String email) throws Exception {
    int before = node.facts.of(Fact.MailDied.class).size();
    node.relay = mail -> Future.succeededFuture(failure(SendMail.Kind.PERMANENT, 550));
    RequestId request = node.accept(email);
    node.facts.await(Fact.MailDied.class, before + 1);
    node.relay = mail -> Future.succeededFuture(TAKEN);
    return request;
  }

  @Test
  void a_dead_letter_says_for_whom_it_was_and_what_the_relay_said() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");

    DeadLetter letter = node.deadLetters().get(0);

    assertThat(letter.request()).isEqualTo(request);
    assertThat(letter.app()).contains(AppId.DEFAULT);
    assertThat(letter.address()).contains("a***@example.com");
    assertThat(letter.reason()).isEqualTo("permanent");
    assertThat(letter.attempts()).isEqualTo(1);
    assertThat(letter.generation()).isEqualTo(1);
    assertThat(letter.last().orElseThrow().stage()).isEqualTo("recipient");
    assertThat(letter.last().orElseThrow().replyCode()).contains(550);
    assertThat(letter.last().orElseThrow().replyText()).contains("ann said no");
    assertThat(letter.toString()).doesNotContain("ann");
  }

  @Test
  void a_replay_is_another_mail_with_another_token_and_another_generation() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");

    assertThat(node.replay(request)).isEqualTo(ReplayDeadLetter.Outcome.REPLAYED);
    node.facts.await(Fact.MailSent.class);

    SendMail first = node.mails.get(0);
    SendMail second = node.mails.get(1);
    assertThat(second.generation()).isEqualTo(first.generation() + 1);
    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(node.story(request).state()).isEqualTo("sent");
    assertThat(node.story(request).attempts())
        .extracting(TellStory.Attempt::result)
        .containsExactly("permanent", "sent");
    assertThat(node.deadLetters()).isEmpty();
    assertThat(node.facts.await(Fact.DeadLetterReplayed.class).request()).isEqualTo(request);
  }

  @Test
  void of_two_replays_at_once_one_counts() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");
    node.room = 0;

    Set<ReplayDeadLetter.Outcome> outcomes = Set.of(node.replay(request), node.replay(request));

    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            ReplayDeadLetter.Outcome.REPLAYED, ReplayDeadLetter.Outcome.UNKNOWN);
    node.room = 32;
    node.facts.await(Fact.MailSent.class);
    assertThat(node.mails).extracting(SendMail::generation).containsExactly(1, 2);
  }

  @Test
  void what_died_of_its_age_has_a_day_again() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");
    String longAgo = String.valueOf(Instant.now().minus(Duration.ofDays(6)).toEpochMilli());
    redis.command("HSET", node.jobKey(request), "accepted", longAgo, "spent", "99999999");
    node.relay =
        mail ->
            Future.succeededFuture(
                node.mails.size() == 2 ? failure(SendMail.Kind.TEMPORARY, 451) : TAKEN);

    node.replay(request);

    assertThat(node.facts.await(Fact.MailSent.class).attempt()).isEqualTo(2);
    assertThat(redis.command("HGET", node.jobKey(request), "accepted")).isEqualTo(longAgo);
  }

  @Test
  void what_is_older_than_the_record_that_could_revoke_its_links_is_not_replayed()
      throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");
    String tooLongAgo = String.valueOf(Instant.now().minus(Duration.ofDays(9)).toEpochMilli());
    redis.command("HSET", node.jobKey(request), "accepted", tooLongAgo);

    assertThat(node.replay(request)).isEqualTo(ReplayDeadLetter.Outcome.TOO_OLD);
    assertThat(node.deadLetters()).extracting(DeadLetter::request).containsExactly(request);
  }

  @Test
  void R3_a_settlement_of_its_former_life_is_refused() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");
    String claims = (String) redis.command("HGET", node.jobKey(request), "claims");
    node.room = 0;

    node.replay(request);

    assertThat(redis.command("HGET", node.jobKey(request), "claims")).isNotEqualTo(claims);
    assertThat(redis.command("PTTL", node.jobKey(request))).isEqualTo(-1L);
  }

  @Test
  void a_replay_into_a_full_outbox_changes_nothing() throws Exception {
    node.start("POSTKEY_OUTBOX_MAX_JOBS", "1");
    RequestId request = dead("ann@example.com");
    node.room = 0;
    node.accept("ben@example.com");

    assertThat(node.replay(request)).isEqualTo(ReplayDeadLetter.Outcome.FULL);
    assertThat(node.deadLetters()).extracting(DeadLetter::request).containsExactly(request);
  }

  @Test
  void what_is_purged_is_forgotten_but_for_the_fact() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");

    assertThat(node.purge(request)).isEqualTo(PurgeDeadLetter.Outcome.PURGED);

    assertThat(node.purge(request)).isEqualTo(PurgeDeadLetter.Outcome.UNKNOWN);
    assertThat(node.replay(request)).isEqualTo(ReplayDeadLetter.Outcome.UNKNOWN);
    assertThat(node.deadLetters()).isEmpty();
    assertThat(node.story(request).state()).isEqualTo("ended");
    assertThat(node.story(request).reason()).contains("purged");
    assertThat(redis.command("HGETALL", node.jobKey(request)).toString())
        .doesNotContain("sealed", "try:");
    assertThat((Long) redis.command("PTTL", node.jobKey(request))).isPositive();
  }

  @Test
  void what_cannot_be_read_is_listed_all_the_same() throws Exception {
    node.start();
    RequestId request = dead("ann@example.com");
    redis.command(
        "HSET", node.jobKey(request), "sealed", "1.k9.AAAA", "app", "NOT AN APP", "accepted", "x");

    DeadLetter letter = node.deadLetters().get(0);

    assertThat(letter.request()).isEqualTo(request);
    assertThat(letter.app()).isEmpty();
    assertThat(letter.address()).isEmpty();
    assertThat(letter.acceptedAt()).isEmpty();
    assertThat(node.purge(request)).isEqualTo(PurgeDeadLetter.Outcome.PURGED);
  }

  @Test
  void pages_over_several_partitions_hold_each_letter_once_the_newest_first() throws Exception {
    node.start("POSTKEY_REDIS_PARTITIONS", "16");
    for (int i = 0; i < 25; i++) {
      dead("person" + i + "@example.com");
    }
    Set<String> all =
        node.facts.of(Fact.MailDied.class).stream()
            .map(died -> died.request().value())
            .collect(Collectors.toSet());

    List<DeadLetter> listed = node.deadLetters(7);

    assertThat(listed).hasSize(25);
    assertThat(listed).extracting(letter -> letter.request().value()).containsAll(all);
    assertThat(listed).isSortedAccordingTo((a, b) -> b.diedAt().compareTo(a.diedAt()));
  }

  @Test
  void letters_that_died_in_one_millisecond_are_told_apart_by_pages() throws Exception {
    node.start();
    String now = String.valueOf(System.currentTimeMillis());
    for (int i = 0; i < 9; i++) {
      dead("person" + i + "@example.com");
    }
    for (DeadLetter letter : node.deadLetters()) {
      redis.command("ZADD", Partitions.dead(0), now, letter.request().value());
    }

    assertThat(node.deadLetters(2))
        .extracting(DeadLetter::request)
        .hasSize(9)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_filter_leaves_what_died_of_this_reason() throws Exception {
    node.start();
    RequestId refused = dead("ann@example.com");
    redis.command("HSET", node.jobKey(dead("ben@example.com")), "reason", "gave-up");

    assertThat(node.deadLetters(Optional.of("permanent")))
        .extracting(DeadLetter::request)
        .containsExactly(refused);
  }
}

package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Store;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who holds a job, script by script. */
class JobStoreTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final SendMail.Failed UNKNOWN =
      new SendMail.Failed(
          SendMail.Kind.UNKNOWN,
          "dropped",
          SendMail.Stage.TRANSFER,
          Optional.of(0),
          Optional.of("ann hung up"));

  private final Vertx vertx = Vertx.vertx();
  private Config config;
  private Store store;
  private JobStore jobs;

  @BeforeEach
  void open() {
    config = Configs.of(redis.url());
    Partitions partitions = new Partitions(1);
    Keyring keyring = Keyring.of(config.secrets());
    store = new Store(vertx, config.redis(), partitions, keyring.index());
    jobs = new JobStore(store, partitions, keyring);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(5, SECONDS);
  }

  private Claim accepted() throws Exception {
    await(jobs.accept(OutboxNode.asking("ann@example.com"), config));
    return claimed();
  }

  private Claim claimed() throws Exception {
    Reply job = await(jobs.claim(0, 1, LEASE, new Lanes(false, () -> 0))).jobs().get(0);
    return new Claim(0, job.text(0), job.number(1));
  }

  private Optional<JobStore.Settled> settle(Claim claim, Settlement settlement) throws Exception {
    return await(jobs.settle(claim, settlement, AppId.DEFAULT, config.outbox()));
  }

  @Test
  void an_attempt_that_is_settled_twice_because_the_answer_was_lost_counts_once() throws Exception {
    Claim claim = accepted();
    Settlement unknown = Settlement.failed(UNKNOWN, Duration.ofMinutes(1));

    assertThat(settle(claim, unknown)).get().extracting("state").isEqualTo("retrying");
    assertThat(settle(claim, unknown)).isEmpty();

    String job = Partitions.job(0, claim.id());
    assertThat(redis.command("HGET", job, "state")).isEqualTo("retrying");
    assertThat(redis.command("HGET", job, "tries")).isEqualTo("1");
  }

  /** The worker tells of a mail that was sent only when it knows that it is settled. */
  @Test
  void what_was_settled_for_good_is_told_again_when_the_first_answer_was_lost() throws Exception {
    Claim claim = accepted();
    Settlement dead = Settlement.dead("refused");

    assertThat(settle(claim, dead))
        .get()
        .extracting("state", "reason")
        .containsExactly("dead", "refused");
    assertThat(settle(claim, dead))
        .get()
        .extracting("state", "reason")
        .containsExactly("dead", "refused");
  }

  @Test
  void R3_a_settlement_of_a_former_life_is_refused() throws Exception {
    Claim claim = accepted();
    settle(claim, Settlement.dead("refused"));
    RequestId request = new RequestId(claim.id());
    JobSeals seals = new JobSeals(Keyring.of(config.secrets()).sealer());
    await(new DeadLetters(store, new Partitions(1), seals).replay(request, 10));

    assertThat(settle(claim, Settlement.ended("superseded"))).isEmpty();
    assertThat(redis.command("HGET", Partitions.job(0, claim.id()), "state")).isEqualTo("queued");
  }

  @Test
  void an_attempt_is_charged_with_its_own_time_however_late_it_is_settled() throws Exception {
    Claim claim = accepted();
    Settlement unknown =
        Settlement.failed(UNKNOWN, Duration.ofSeconds(5)).after(Duration.ofSeconds(2));

    settle(claim, unknown);

    assertThat(redis.command("HGET", Partitions.job(0, claim.id()), "spent")).isEqualTo("7000");
  }

  @Test
  void a_renewal_that_comes_after_the_settlement_does_not_delay_the_next_attempt()
      throws Exception {
    Claim claim = accepted();
    settle(claim, Settlement.postponed("unavailable", Duration.ZERO));

    assertThat(await(jobs.renew(claim, LEASE))).isFalse();
    assertThat(claimed().number()).isGreaterThan(claim.number());
  }

  @Test
  void R3_whoever_claims_last_holds_the_job() throws Exception {
    Claim older = accepted();
    redis.command("ZADD", Partitions.due(0), "0", older.id()); // as if its lease had ended
    Claim newer = claimed();

    assertThat(await(jobs.renew(older, LEASE))).isFalse();
    assertThat(settle(older, Settlement.dead("late"))).isEmpty();
    assertThat(await(jobs.renew(newer, LEASE))).isTrue();
    assertThat(settle(newer, Settlement.ended("superseded"))).isPresent();
  }
}

package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.redis.HeldClock;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a claim takes and what it puts off, to the millisecond. */
class ClaimLanesTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final Config config = Configs.of(redis.url());
  private HeldClock clock;
  private JobStore jobs;

  @BeforeEach
  void open() {
    Partitions partitions = new Partitions(1);
    Keyring keyring = Keyring.of(config.secrets());
    clock = new HeldClock(redis);
    jobs =
        new JobStore(
            clock.store(vertx, config.redis(), partitions, keyring.index()), partitions, keyring);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(5, SECONDS);
  }

  private void accept(String... emails) throws Exception {
    for (String email : emails) {
      await(jobs.accept(OutboxNode.asking(email), config));
    }
  }

  private List<Reply> claim(int most, Lanes lanes) throws Exception {
    List<Reply> claimed = await(jobs.claim(0, most, LEASE, lanes)).jobs();
    claimed.forEach(job -> lanes.enter(Job.read(job)));
    return claimed;
  }

  /** A clock for {@link Lanes} that runs with that of Redis. */
  private long nanoTime() {
    return clock.now().toEpochMilli() * 1_000_000;
  }

  private long due() {
    return (Long)
        redis.command(
            "ZCOUNT", Partitions.due(0), "-inf", String.valueOf(clock.now().toEpochMilli()));
  }

  @Test
  void an_app_that_has_its_share_under_way_gets_no_more() throws Exception {
    accept(
        Stream.iterate(0, i -> i + 1)
            .limit(10)
            .map(i -> "a@b" + i + ".com")
            .toArray(String[]::new));
    Lanes lanes = new Lanes(true, this::nanoTime).sharing(8);

    assertThat(claim(8, lanes)).hasSize(3);
    assertThat(claim(5, lanes)).isEmpty();
    assertThat(redis.command("ZCARD", Partitions.due(0))).isEqualTo(10L);
  }

  @Test
  void a_domain_that_has_its_share_under_way_leaves_room_to_those_behind_it() throws Exception {
    accept("ann@full.com", "ben@full.com", "cid@full.com", "dan@other.com");
    Lanes lanes = new Lanes(false, this::nanoTime).sharing(8);

    assertThat(claim(8, lanes)).extracting(job -> job.text(0)).hasSize(3);
    assertThat(lanes.arguments()).hasSize(2 + 2 * 3);
  }

  @Test
  void what_may_have_room_soon_is_passed_over_and_stays_due() throws Exception {
    accept("ann@quick.com", "ben@quick.com", "cid@quick.com");
    Lanes lanes = new Lanes(false, this::nanoTime).sharing(4);

    assertThat(claim(4, lanes)).hasSize(1);

    assertThat(due()).isEqualTo(2);
  }

  @Test
  void of_many_that_stay_due_the_later_ones_make_room_for_others_behind_them() throws Exception {
    String[] many = new String[150];
    Arrays.setAll(many, i -> "person" + i + "@quick.com");
    accept(many);
    accept("ann@other.com");
    Lanes lanes = new Lanes(false, this::nanoTime).sharing(4);

    assertThat(claim(4, lanes)).hasSize(2);

    assertThat(due()).isEqualTo(100);
  }

  @Test
  void what_is_put_off_comes_back_one_after_the_other_as_its_lane_has_ended_jobs()
      throws Exception {
    accept("ann@slow.com");
    Lanes lanes = new Lanes(false, this::nanoTime).sharing(4);
    assertThat(claim(4, lanes)).hasSize(1);
    accept("ben@slow.com", "cid@slow.com");
    clock.advance(Duration.ofSeconds(3)); // for so long nothing has ended

    assertThat(claim(3, lanes)).isEmpty();

    clock.advance(Duration.ofMillis(2_999));
    assertThat(due()).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(due()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(3));
    assertThat(due()).isEqualTo(2);
  }

  @Test
  void nothing_is_put_off_for_longer_than_ten_seconds() throws Exception {
    accept("ann@slow.com");
    Lanes lanes = new Lanes(false, this::nanoTime).sharing(4);
    assertThat(claim(4, lanes)).hasSize(1);
    accept("ben@slow.com", "cid@slow.com");
    clock.advance(Duration.ofMinutes(1));
    assertThat(claim(3, lanes)).isEmpty();

    clock.advance(Duration.ofSeconds(10));

    assertThat(due()).isEqualTo(2);
  }
}

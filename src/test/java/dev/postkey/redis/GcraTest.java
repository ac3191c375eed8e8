package dev.postkey.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a limit allows, to the microsecond, by a clock that stands still. */
class GcraTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Script LIMIT = Script.load("limit", "gcra");
  private static final String KEY = "pk:{p00}:limit:a";
  private static final String OTHER = "pk:{p00}:limit:b";

  /** So slow that no key ends while a test runs, whose clock is not that of the keys. */
  private static final Rate FIVE = Rate.parse("5/10h");

  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final long MICROS = INTERVAL.toNanos() / 1_000;
  private static final Duration INSTANT = Duration.ofNanos(1_000);

  private final Vertx vertx = Vertx.vertx();
  private HeldClock clock;
  private Store store;

  /** What the script tells of one limit, in microseconds and calls. */
  private record Told(long delay, long remaining, long next) {}

  @BeforeEach
  void open() {
    Config config = Configs.of(redis.url());
    clock = new HeldClock(redis);
    store =
        clock.store(
            vertx, config.redis(), new Partitions(1), new IndexKeys(config.secrets().indexKey()));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private List<Told> call(List<String> keys, Rate... rates) throws Exception {
    List<Object> args = new ArrayList<>();
    for (Rate rate : rates) {
      args.addAll(List.of(rate.intervalMicros(), rate.count()));
    }
    return store.run(LIMIT, keys, args.toArray()).await(5, SECONDS).from(0).stream()
        .map(told -> new Told(told.number(0), told.number(1), told.number(2)))
        .toList();
  }

  private Told call(Rate rate) throws Exception {
    return call(List.of(KEY), rate).get(0);
  }

  private void useUp(Rate rate) throws Exception {
    for (int left = rate.count() - 1; left >= 0; left--) {
      assertThat(call(rate))
          .extracting(Told::delay, Told::remaining)
          .containsExactly(0L, (long) left);
    }
  }

  @Test
  @DisplayName("S10: N at once, and then one for each Nth of the period, to the microsecond")
  void s10_n_allowed_means_n() throws Exception {
    useUp(FIVE);
    assertThat(call(FIVE)).isEqualTo(new Told(MICROS, 0, MICROS));

    clock.advance(INTERVAL.minus(INSTANT));
    assertThat(call(FIVE)).isEqualTo(new Told(1, 0, 1));

    clock.advance(INSTANT);
    assertThat(call(FIVE)).isEqualTo(new Told(0, 0, MICROS));
    assertThat(call(FIVE).delay()).isEqualTo(MICROS);
  }

  @Test
  @DisplayName(
      "W2: what is told before the limit is reached: how many more, and when that is one more")
  void w2_it_tells_how_many_more_and_when() throws Exception {
    assertThat(call(FIVE)).isEqualTo(new Told(0, 4, MICROS));
    clock.advance(INTERVAL.dividedBy(4));
    assertThat(call(FIVE)).isEqualTo(new Told(0, 3, MICROS * 3 / 4));
  }

  @Test
  @DisplayName("S10: refused calls, however many, make nobody wait for longer")
  void s10_a_refused_call_does_not_prolong_the_wait() throws Exception {
    useUp(FIVE);
    for (int i = 0; i < 100; i++) {
      assertThat(call(FIVE).delay()).isEqualTo(MICROS);
    }
    clock.advance(INTERVAL);
    assertThat(call(FIVE).delay()).isZero();
  }

  @Test
  @DisplayName("S10: a call that one limit refuses counts against none of them")
  void s10_all_limits_count_a_call_or_none_does() throws Exception {
    Rate one = Rate.parse("1/10h");
    assertThat(call(List.of(KEY, OTHER), FIVE, one)).extracting(Told::delay).containsOnly(0L);

    for (int i = 0; i < 3; i++) {
      assertThat(call(List.of(KEY, OTHER), FIVE, one))
          .containsExactly(new Told(0, 4, MICROS), new Told(5 * MICROS, 0, 5 * MICROS));
    }
    assertThat(call(FIVE).remaining()).isEqualTo(3);
  }

  @Test
  @DisplayName("S10: a changed rate holds for those who are counted already")
  void s10_a_changed_rate_takes_effect_on_existing_counts() throws Exception {
    useUp(FIVE);

    Rate more = Rate.parse("50/10h");
    assertThat(call(more).delay())
        .as("a used-up key refills at the new rate")
        .isEqualTo(MICROS / 10);
    Rate fewer = Rate.parse("1/10h");
    assertThat(call(fewer).delay()).isEqualTo(5 * MICROS);
    Rate shorter = Rate.parse("5/5h");
    assertThat(call(shorter).delay()).as("never the old period").isEqualTo(MICROS / 2);
    clock.advance(INTERVAL.dividedBy(2));
    assertThat(call(shorter).delay()).as("and it ends").isZero();
  }

  @Test
  @DisplayName("S10: a clock that was set back locks nobody out for longer than the rate does")
  void s10_a_clock_that_was_set_back_locks_nobody_out() throws Exception {
    useUp(FIVE);
    clock.set(clock.now().minus(Duration.ofDays(1)));

    assertThat(call(FIVE).delay()).isEqualTo(MICROS);
  }

  @Test
  @DisplayName("S10: a count is kept for as long as it matters")
  void s10_a_count_is_forgotten_once_it_is_as_good_as_new() throws Exception {
    call(FIVE);
    assertThat(left()).isLessThanOrEqualTo(INTERVAL.plusMillis(1)).isPositive();
    call(FIVE);
    assertThat(left()).isLessThanOrEqualTo(INTERVAL.multipliedBy(2).plusMillis(1));
    assertThat(left()).isGreaterThan(INTERVAL);
  }

  private static Duration left() {
    return Duration.ofMillis((long) redis.command("PTTL", KEY));
  }
}

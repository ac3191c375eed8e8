package dev.postkey.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis is asked only when it is the right one, and never for longer than it may take. */
class StoreTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Script LIMIT = Script.load("limit", "gcra");
  private static final List<String> KEYS = List.of("pk:{p00}:limit:x");

  private final Vertx vertx = Vertx.vertx();

  /** A store belongs to an event loop, and is used on it. */
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void close() throws Exception {
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    vertx.close().await(5, SECONDS);
  }

  private Store store(String url, String... environment) {
    Config config = Configs.of(url, environment);
    return new Store(
        vertx,
        config.redis(),
        new Partitions(config.redis().partitions()),
        new IndexKeys(config.secrets().indexKey()));
  }

  private <T> T await(Supplier<Future<T>> work) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(go -> work.get().onComplete(done));
    return done.future().await(20, SECONDS);
  }

  private long count(Store store) throws Exception {
    return await(() -> store.run(LIMIT, KEYS, 1_000_000, 1_000)).at(0).number(0);
  }

  private String probed(Store store) throws Exception {
    try {
      await(store::probe);
      return "good";
    } catch (Unavailable e) {
      return e.getMessage();
    }
  }

  private String refusal(Store store) {
    try {
      count(store);
      throw new AssertionError("it was not refused");
    } catch (Unavailable e) {
      return e.getMessage();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void R1_a_script_that_redis_has_forgotten_is_sent_again() throws Exception {
    Store store = store(redis.url());
    assertThat(count(store)).isZero();

    redis.command("SCRIPT", "FLUSH");

    assertThat(count(store)).isZero();
    assertThat(count(store)).isZero();
  }

  @Test
  void R4_a_server_that_may_evict_keys_is_refused_and_says_why() {
    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    Store store = store(redis.url());

    assertThat(refusal(store)).contains("allkeys-lru").contains("noeviction");
    assertThatThrownBy(() -> await(store::probe)).isInstanceOf(Unavailable.class);
  }

  @Test
  void R4_the_probe_sees_a_policy_that_was_changed_later() throws Exception {
    Store store = store(redis.url());
    await(store::probe);

    redis.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");

    Eventually.holds("the policy is seen", () -> probed(store).contains("volatile-ttl"));
  }

  @Test
  void a_store_laid_out_for_other_partitions_is_refused() throws Exception {
    count(store(redis.url()));

    assertThat(refusal(store(redis.url(), "POSTKEY_REDIS_PARTITIONS", "16")))
        .contains("1 partitions");
  }

  @Test
  void a_store_written_with_another_index_key_is_refused() throws Exception {
    count(store(redis.url()));
    String other = "/FjO5qoQkrKjX8yQAfn0nBd2kMkrPsgcW4iH1iZk1cs=";

    assertThat(refusal(store(redis.url(), "POSTKEY_SECRETS_INDEX_KEY", other)))
        .contains("index-key")
        .doesNotContain(other);
  }

  @Test
  void R5_a_server_that_accepts_and_stays_silent_fails_in_time_for_every_caller() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Store store =
          store(
              "redis://127.0.0.1:" + silent.getLocalPort(),
              "POSTKEY_REDIS_COMMAND_TIMEOUT",
              "200ms");
      List<Future<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(store.run(LIMIT, KEYS, 1, 1));
      }
      for (Future<Reply> call : calls) {
        assertThatThrownBy(() -> call.await(5, SECONDS)).isInstanceOf(Unavailable.class);
      }
    }
  }

  @Test
  void R5_a_command_without_an_answer_drops_the_connection_and_a_new_one_is_dialled()
      throws Exception {
    Store store = store(redis.url(), "POSTKEY_REDIS_COMMAND_TIMEOUT", "300ms");
    count(store);
    long before = connections();

    redis.command("CLIENT", "PAUSE", "900");

    assertThat(refusal(store)).contains("no answer in time");
    eventuallyCounts(store);
    assertThat(connections()).isLessThanOrEqualTo(before);
  }

  @Test
  void an_answer_is_not_late_because_this_node_was_too_busy_to_read_it() throws Exception {
    Store store = store(redis.url(), "POSTKEY_REDIS_COMMAND_TIMEOUT", "3s");
    Promise<Reply> answer = Promise.promise();
    loop.runOnContext(
        go ->
            store
                .run(LIMIT, KEYS, 1_000, 1_000_000)
                .onFailure(answer::fail)
                .onSuccess(
                    connected -> {
                      store.run(LIMIT, KEYS, 1_000, 1_000_000).onComplete(answer);
                      stall(Duration.ofMillis(3_500));
                    }));

    assertThat(answer.future().await(20, SECONDS).at(0).number(0)).isZero();
  }

  /** Keeps an event loop busy, as a thousand requests on a starved machine do. */
  private static void stall(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void R5_a_server_that_became_a_replica_is_left_and_says_so() {
    Store store = store(redis.url());
    eventuallyCounts(store);

    redis.command("REPLICAOF", "127.0.0.1", "1");
    String reason = refusal(store);
    redis.command("REPLICAOF", "NO", "ONE");

    assertThat(reason).contains("read-only replica");
    eventuallyCounts(store);
  }

  @Test
  void R5_a_demoted_server_is_dialled_less_and_less_often() {
    Store store = store(redis.url());
    eventuallyCounts(store);
    redis.command("REPLICAOF", "127.0.0.1", "1");
    long before = dialled();

    long end = System.nanoTime() + SECONDS.toNanos(2);
    while (System.nanoTime() < end) {
      assertThat(refusal(store)).startsWith("redis: ");
    }
    long after = dialled();
    redis.command("REPLICAOF", "NO", "ONE");

    assertThat(after - before).isLessThan(15);
    eventuallyCounts(store);
  }

  private static long dialled() {
    String stats = (String) redis.command("INFO", "stats");
    return Long.parseLong(stats.replaceFirst("(?s).*total_connections_received:(\\d+).*", "$1"));
  }

  @Test
  void a_server_that_keeps_no_file_is_warned_of_once() throws Exception {
    redis.command("CONFIG", "SET", "appendonly", "no");
    try (RecordedLog log = RecordedLog.of(Condition.class.getName())) {
      count(store(redis.url()));
      count(store(redis.url()));

      assertThat(log.linesWith("redis_not_durable")).hasSize(1);
    } finally {
      redis.command("CONFIG", "SET", "appendonly", "yes");
    }
  }

  @Test
  void F14_a_server_without_memory_is_named_as_such() {
    Store store = store(redis.url());
    eventuallyCounts(store);

    redis.command("CONFIG", "SET", "maxmemory", "1");
    String reason = refusal(store);
    redis.command("CONFIG", "SET", "maxmemory", "0");

    assertThat(reason).contains("out of memory");
  }

  @Test
  void R5_a_killed_connection_mends_by_itself() throws Exception {
    Store store = store(redis.url());
    count(store);

    redis.command("CLIENT", "KILL", "TYPE", "normal");

    eventuallyCounts(store);
  }

  @Test
  void R5_starting_does_not_need_redis() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Store store = store("redis://127.0.0.1:" + port);

    assertThat(refusal(store)).startsWith("redis: ").doesNotContain("Exception");
  }

  @Test
  void R5_more_commands_than_may_wait_are_refused_at_once() throws Exception {
    Store store = store(redis.url(), "POSTKEY_REDIS_MAX_PENDING", "64");
    count(store);
    List<Future<Reply>> calls = new ArrayList<>();
    loop.runOnContext(
        go -> {
          for (int i = 0; i < 1_000; i++) {
            calls.add(store.run(LIMIT, KEYS, 1_000, 1_000_000));
          }
        });
    eventuallyCounts(store);
    for (Future<Reply> call : calls) {
      call.otherwiseEmpty().await(5, SECONDS);
    }
    assertThat(calls.stream().filter(Future::failed)).isNotEmpty();
    assertThat(calls.stream().filter(Future::succeeded)).isNotEmpty();
  }

  @Test
  void a_wrong_password_is_named_but_never_shown() {
    String url = redis.url().replaceFirst(":[^:@/]+@", ":wrong-password@");

    assertThat(refusal(store(url))).doesNotContain("wrong-password");
    assertThat(new Secret(url).toString()).doesNotContain("wrong-password");
  }

  private void eventuallyCounts(Store store) {
    long end = System.nanoTime() + SECONDS.toNanos(30);
    while (true) {
      try {
        count(store);
        return;
      } catch (Exception e) {
        if (System.nanoTime() > end) {
          throw new AssertionError("it did not recover", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static long connections() {
    String list = (String) redis.command("CLIENT", "LIST");
    return list.lines().count();
  }
}

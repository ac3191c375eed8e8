package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.redis.Partitions;
import dev.postkey.support.Callers;
import dev.postkey.support.Callers.Call;
import dev.postkey.support.Eventually;
import dev.postkey.support.Postkey;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisBuild;
import dev.postkey.support.RedisNode;
import dev.postkey.support.RedisWire;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All of Postkey before a redis-server that is about to have a bad day. */
final class RedisBench implements AutoCloseable {
  /** How long a command may take here. */
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

  /** The longest that a caller may wait: two commands, and a slow machine. */
  static final Duration LONGEST_CALL = COMMAND_TIMEOUT.multipliedBy(2).plusSeconds(8);

  private static final String CONDITION = "dev.postkey.redis.Condition";
  private static final String[] SETTINGS = {
    "POSTKEY_REDIS_COMMAND_TIMEOUT", COMMAND_TIMEOUT.toMillis() + "ms",
    "POSTKEY_LIMITS_PER_KEY", "100000/1s",
    // A mail that Redis held up should not wait longer than the fault.
    "POSTKEY_OUTBOX_BACKOFF_FIRST", "100ms",
    "POSTKEY_OUTBOX_BACKOFF_MAX", "1s",
    "POSTKEY_OUTBOX_LEASE", "3s"
  };

  final RedisNode redis;
  final Postkey postkey;
  final RecordedLog log = RecordedLog.of(CONDITION);

  private RedisBench(RedisNode redis, Postkey postkey) {
    this.redis = redis;
    this.postkey = postkey;
  }

  static RedisBench start(RedisBuild build, Path folder, String... options) throws Exception {
    RedisNode redis = RedisNode.start(build, folder.resolve("redis"), options);
    return before(redis, redis.url(), folder);
  }

  /** As {@link #start}, where Postkey reaches the server at {@code url}. */
  static RedisBench before(RedisNode redis, String url, Path folder, String... environment)
      throws Exception {
    String[] settings =
        Stream.of(SETTINGS, environment).flatMap(Arrays::stream).toArray(String[]::new);
    Postkey postkey = Postkey.start(url, folder, settings);
    RedisBench bench = new RedisBench(redis, postkey);
    bench.awaitReady();
    return bench;
  }

  HttpResponse<String> ready() throws IOException, InterruptedException {
    return postkey.get(postkey.management("/health/ready"));
  }

  void awaitReady() throws Exception {
    Eventually.holds("it is ready", () -> ready().statusCode() == 200);
  }

  /** Waits until it is not ready, for one of these reasons. */
  void awaitReason(String... reasons) throws Exception {
    Set<String> wanted =
        Stream.of(reasons).map(reason -> "redis: " + reason).collect(Collectors.toSet());
    Eventually.holds("not ready because of: " + wanted, () -> wanted.contains(reason()));
  }

  /** Why it is not ready; empty when it is. */
  private String reason() throws IOException, InterruptedException {
    HttpResponse<String> answer = ready();
    return answer.statusCode() == 503 ? new JsonObject(answer.body()).getString("reason") : "";
  }

  /** Waits until it is ready, and requests are accepted; tells how long after {@code moment}. */
  Duration recoveredAfter(long moment, Callers callers) throws Exception {
    awaitReady();
    Duration ready = Duration.ofNanos(System.nanoTime() - moment);
    Duration accepted = callers.firstAcceptedAfter(moment);
    return ready.compareTo(accepted) > 0 ? ready : accepted;
  }

  /** What the log says of the fault: each reason once, and in the end that it is over. */
  void awaitToldOnce(String reason) throws Exception {
    Eventually.holds("its end is told", () -> log.linesWith("redis_available").size() == 1);
    toldOnce(reason);
  }

  /** What the log says of the fault, however many calls found it. */
  void toldOnce(String reason) {
    assertThat(log.linesWith("redis_unavailable reason=\"" + reason + "\"")).hasSize(1);
    assertThat(log.linesWith("redis_").size()).isLessThan(6);
  }

  /**
   * Everybody had an answer in time: that it is stored, or that it may not be and when to ask
   * again. What was said to be stored is, and is mailed in the end.
   */
  void check(List<Call> calls) throws Exception {
    for (Call call : calls) {
      assertThat(call.status()).as("%s", call).isIn(202, 503);
      assertThat(call.took()).as("%s", call).isLessThan(LONGEST_CALL);
      if (call.status() == 503) {
        assertThat(call.retryAfter()).as("%s", call).get().asString().matches("[1-9][0-9]*");
      }
    }
    try (RedisWire wire = RedisWire.connect(redis.url())) {
      for (Call call : calls.stream().filter(Call::accepted).toList()) {
        Eventually.holds("the mail of " + call, () -> "sent".equals(state(wire, call.id())));
      }
    }
  }

  private static String state(RedisWire wire, String id) throws IOException {
    Object state = wire.call("HGET", Partitions.job(0, id), "state");
    assertThat(state).as("a 202 that is not stored: %s", id).isNotNull();
    return (String) state;
  }

  @Override
  public void close() {
    try {
      postkey.close();
    } catch (Exception e) {
      throw new AssertionError("Postkey did not stop", e);
    } finally {
      redis.close();
      log.close();
    }
  }

  /** For whoever reads the test run: how long it took, which no test asserts. */
  static void report(String what, Duration recovery, List<Call> calls) {
    long accepted = calls.stream().filter(Call::accepted).count();
    long longest = calls.stream().mapToLong(call -> call.took().toMillis()).max().orElse(0);
    System.out.printf(
        "%s: recovered after %d ms; %d calls, %d accepted, longest %d ms%n",
        what, recovery.toMillis(), calls.size(), accepted, longest);
  }
}

package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Callers;
import dev.postkey.support.Callers.Call;
import dev.postkey.support.RedisBuild;
import dev.postkey.support.RedisWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F13 and F14: a server that dies, stands still, or hangs up, while people ask. */
@Timeout(300)
class RedisOutageTest {
  private static final int REFUSED = 503;

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @MethodSource("dev.postkey.support.RedisBuild#all")
  void F13_a_server_that_is_killed_again_and_again_keeps_every_request_that_was_accepted(
      RedisBuild build) throws Exception {
    killAgainAndAgain(build, 3);
  }

  @Tag("long")
  @ParameterizedTest(name = "on {0}")
  @MethodSource("dev.postkey.support.RedisBuild#all")
  void F13_a_server_that_is_killed_again_and_again_for_a_minute(RedisBuild build) throws Exception {
    killAgainAndAgain(build, 25);
  }

  private void killAgainAndAgain(RedisBuild build, int times) throws Exception {
    try (RedisBench bench = RedisBench.start(build, folder);
        Callers callers = Callers.start(bench.postkey, 6)) {
      Duration slowest = Duration.ZERO;
      for (int i = 0; i < times; i++) {
        callers.await(50, 202);
        bench.redis.kill();
        bench.awaitReason("not reachable", "not connected");
        bench.redis.startAgain();
        Duration recovery = bench.recoveredAfter(System.nanoTime(), callers);
        slowest = recovery.compareTo(slowest) > 0 ? recovery : slowest;
      }
      RedisBench.report("F13 kill -9 on " + build, slowest, callers.calls());
      bench.check(callers.finish());
    }
  }

  @Test
  void F14_a_server_that_ends_because_its_disk_is_full_keeps_every_request_that_was_accepted()
      throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.newest(), folder);
        Callers callers = Callers.start(bench.postkey, 4)) {
      callers.await(30, 202);
      bench.redis.fillDisk();
      bench.redis.awaitEnd();
      callers.await(10, REFUSED);
      bench.redis.startAgain();

      Duration recovery = bench.recoveredAfter(System.nanoTime(), callers);
      RedisBench.report("F14 disk full, always", recovery, callers.calls());
      bench.check(callers.finish());
    }
  }

  @Test
  void F14_a_server_that_stands_still_for_ten_seconds() throws Exception {
    standStill(Duration.ofSeconds(10));
  }

  @Tag("long")
  @Test
  void F14_a_server_that_stands_still_for_a_minute() throws Exception {
    standStill(Duration.ofSeconds(60));
  }

  private void standStill(Duration duration) throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.newest(), folder);
        Callers callers = Callers.start(bench.postkey, 6)) {
      callers.await(20, 202);

      bench.redis.suspend();
      LockSupport.parkNanos(duration.toNanos());
      bench.awaitReason("no answer in time", "not connected", "not connected in time");
      bench.redis.resume();
      long ended = System.nanoTime();

      RedisBench.report(
          "F14 SIGSTOP for " + duration, bench.recoveredAfter(ended, callers), callers.calls());
      bench.check(callers.finish());
      bench.awaitToldOnce("no answer in time");
    }
  }

  @Test
  void F14_a_server_that_pauses_its_clients() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(10, 202);

      bench.redis.command("CLIENT", "PAUSE", "3000");
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      callers.await(3, REFUSED);

      Duration recovery = bench.recoveredAfter(end, callers);
      RedisBench.report("F14 CLIENT PAUSE", recovery, callers.calls());
      bench.check(callers.finish());
      bench.awaitToldOnce("no answer in time");
    }
  }

  @Test
  void F14_connections_that_are_killed_ten_times_a_second() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(10, 202);
      Repeatedly.say(
          bench.redis, () -> callers.await(50, REFUSED), "CLIENT", "KILL", "TYPE", "normal");
      long ended = System.nanoTime();

      RedisBench.report("F14 CLIENT KILL", bench.recoveredAfter(ended, callers), callers.calls());
      bench.check(callers.finish());
    }
  }

  @Test
  void F14_scripts_that_are_forgotten_ten_times_a_second_are_nobodys_trouble() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        Callers callers = Callers.start(bench.postkey, 3)) {
      Repeatedly.say(bench.redis, () -> callers.await(300, 202), "SCRIPT", "FLUSH");
      List<Call> calls = callers.finish();
      bench.check(calls);
      assertThat(calls).allMatch(Call::accepted);
      assertThat(bench.log.linesWith("redis_unavailable")).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void a_server_that_syncs_every_second_keeps_what_is_older_when_it_is_killed() throws Exception {
    try (RedisBench bench =
            RedisBench.start(RedisBuild.shipped(), folder, "appendfsync", "everysec");
        Callers callers = Callers.start(bench.postkey, 6)) {
      callers.await(100, 202);
      long before = System.nanoTime();
      LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
      bench.redis.kill();
      bench.redis.startAgain();
      Duration recovery = bench.recoveredAfter(System.nanoTime(), callers);

      RedisBench.report("everysec, kill -9", recovery, callers.calls());
      List<Call> calls = callers.finish();
      bench.check(calls.stream().filter(call -> call.at() < before).toList());
    }
  }

  @Test
  void asking_for_health_a_thousand_times_costs_redis_a_few_looks() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        RedisWire wire = RedisWire.connect(bench.redis.url())) {
      long infos = infos(wire);
      long start = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        assertThat(bench.ready().statusCode()).isEqualTo(200);
      }
      long halfSeconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 500;

      assertThat(infos(wire) - infos).isLessThanOrEqualTo(halfSeconds + 2);
    }
  }

  /** How often the server was asked about itself. */
  private static long infos(RedisWire wire) throws IOException {
    String stats = (String) wire.call("INFO", "commandstats");
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_info:"))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*calls=(\\d+),.*", "$1")))
        .sum();
  }
}

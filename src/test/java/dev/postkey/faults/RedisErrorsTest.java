package dev.postkey.faults;

import static dev.postkey.faults.RedisFault.PASSWORD;
import static dev.postkey.faults.RedisFault.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Callers;
import dev.postkey.support.RedisBuild;
import dev.postkey.support.RedisNode;
import dev.postkey.support.RedisWire;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** F14: a server that is there and refuses, with each error as real servers give it. */
@Timeout(300)
class RedisErrorsTest {
  private static final int REFUSED = 503;

  @TempDir Path folder;

  /** How servers word what happens in a script differs. */
  static Stream<Arguments> faults() {
    Stream<RedisFault> worded = Stream.of(RedisFault.OUT_OF_MEMORY, RedisFault.LACKS_A_PERMISSION);
    return Stream.concat(
        Stream.of(RedisFault.values()).map(fault -> Arguments.of(RedisBuild.shipped(), fault)),
        worded.map(fault -> Arguments.of(RedisBuild.newest(), fault)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("faults")
  void F14_an_error_is_told_by_its_reason_and_nothing_is_accepted_until_it_ends(
      RedisBuild build, RedisFault fault) throws Exception {
    suffer(build, fault);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(RedisFault.class)
  void F14_an_error_of_the_installed_server(RedisFault fault) throws Exception {
    suffer(RedisBuild.newest(), fault);
  }

  private void suffer(RedisBuild build, RedisFault fault) throws Exception {
    RedisNode redis = RedisNode.start(build, folder.resolve("redis"));
    RedisFault.addUser(redis);
    String url = redis.url().replace("//", "//" + USER + ":" + PASSWORD + "@");
    try (RedisBench bench = RedisBench.before(redis, url, folder);
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(3, 202);

      fault.begin.to(redis);
      bench.awaitReason(fault.reason);
      callers.await(20, fault == RedisFault.MAY_EVICT ? 202 : REFUSED);
      fault.end.to(redis);
      long ended = System.nanoTime();

      RedisBench.report(
          "F14 " + fault + " on " + build, bench.recoveredAfter(ended, callers), callers.calls());
      bench.check(callers.finish());
      bench.toldOnce(fault.reason);
    }
  }

  @Test
  void F14_a_server_whose_disk_is_full() throws Exception {
    String reason = "the server cannot write to its disk";
    try (RedisBench bench =
            RedisBench.start(RedisBuild.shipped(), folder, "appendfsync", "everysec");
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(3, 202);

      bench.redis.fillDisk();
      bench.awaitReason(reason);
      callers.await(20, REFUSED);
      bench.redis.freeDisk();

      recovers("disk full, everysec", bench, callers);
      bench.awaitToldOnce(reason);
    }
  }

  @Test
  void F14_a_server_that_wants_a_password_all_of_a_sudden() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        RedisWire wire = RedisWire.connect(bench.redis.url());
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(3, 202);

      wire.call("CONFIG", "SET", "requirepass", "secret");
      wire.call("CLIENT", "KILL", "TYPE", "normal");
      bench.awaitReason("the server wants a password");
      callers.await(20, REFUSED);
      wire.call("CONFIG", "SET", "requirepass", "");

      recovers("NOAUTH", bench, callers);
      bench.toldOnce("the server wants a password");
    }
  }

  @Test
  void F14_a_server_without_room_for_more_connections() throws Exception {
    try (RedisBench bench = RedisBench.start(RedisBuild.shipped(), folder);
        RedisWire wire = RedisWire.connect(bench.redis.url());
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(3, 202);

      wire.call("CONFIG", "SET", "maxclients", "1");
      wire.call("CLIENT", "KILL", "TYPE", "normal");
      bench.awaitReason("the server takes no more connections");
      callers.await(20, REFUSED);
      wire.call("CONFIG", "SET", "maxclients", "1000");

      recovers("maxclients", bench, callers);
      bench.toldOnce("the server takes no more connections");
    }
  }

  @Test
  void F14_a_server_that_reads_its_data_after_a_restart() throws Exception {
    loadData(RedisBuild.shipped());
  }

  @Tag("long")
  @Test
  void F14_the_installed_server_that_reads_its_data_after_a_restart() throws Exception {
    loadData(RedisBuild.newest());
  }

  private void loadData(RedisBuild build) throws Exception {
    String reason = "the server is loading its data";
    try (RedisBench bench = RedisBench.start(build, folder);
        Callers callers = Callers.start(bench.postkey, 3)) {
      callers.await(3, 202);
      bench.redis.command(
          "EVAL", "for i = 1, 20000 do redis.call('SET', 'other:' .. i, i) end", "0");

      bench.redis.kill();
      bench.redis.begin("key-load-delay", "100"); // Microseconds for each key.
      bench.awaitReason(reason);
      long began = System.nanoTime();

      RedisBench.report(
          "F14 LOADING on " + build + " (from its begin)",
          bench.recoveredAfter(began, callers),
          callers.calls());
      bench.check(callers.finish());
      assertThat(bench.log.linesWith(reason)).hasSize(1);
    }
  }

  private static void recovers(String what, RedisBench bench, Callers callers) throws Exception {
    long ended = System.nanoTime();
    RedisBench.report("F14 " + what, bench.recoveredAfter(ended, callers), callers.calls());
    bench.check(callers.finish());
  }
}

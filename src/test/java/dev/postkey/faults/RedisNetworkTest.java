package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.postkey.support.Callers;
import dev.postkey.support.Callers.Call;
import dev.postkey.support.Eventually;
import dev.postkey.support.Forwarder;
import dev.postkey.support.Forwarder.Direction;
import dev.postkey.support.RedisBuild;
import dev.postkey.support.RedisNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F14: a good server at the end of a bad way. */
@Timeout(300)
class RedisNetworkTest {
  private static final int REFUSED = 503;

  @TempDir Path folder;
  private Forwarder way;
  private RedisBench bench;
  private Callers callers;

  @BeforeEach
  void start() throws Exception {
    RedisNode redis = RedisNode.start(RedisBuild.shipped(), folder.resolve("redis"));
    way = Forwarder.open(0, redis.port());
    bench = RedisBench.before(redis, redis.url(way), folder);
    callers = Callers.start(bench.postkey, 4);
    callers.await(10, 202);
  }

  @AfterEach
  void stop() {
    callers.close();
    bench.close();
    way.close();
  }

  private void heals(String fault) throws Exception {
    way.heal();
    long ended = System.nanoTime();
    RedisBench.report("F14 " + fault, bench.recoveredAfter(ended, callers), callers.calls());
    bench.check(callers.finish());
  }

  @Test
  void a_way_on_which_nothing_moves_any_more() throws Exception {
    way.hold();
    callers.await(12, REFUSED);
    heals("stalled");
    bench.awaitToldOnce("no answer in time");
  }

  @Test
  void a_way_that_loses_every_question() throws Exception {
    way.lose(Direction.TO_SERVER);
    callers.await(12, REFUSED);
    heals("half-open, questions lost");
    bench.awaitToldOnce("no answer in time");
  }

  @Test
  void a_way_that_loses_every_answer_leaves_accepted_what_was_not_said_to_be() throws Exception {
    way.lose(Direction.TO_CLIENT);
    callers.await(12, REFUSED);
    heals("half-open, answers lost");
    bench.awaitToldOnce("no answer in time");
  }

  @Test
  void a_long_way_is_slow_and_nothing_else() throws Exception {
    way.delay(Duration.ofMillis(60));
    callers.await(40, 202);
    heals("60 ms each way");
    assertThat(callers.calls()).allMatch(Call::accepted);
    assertThat(bench.log.linesWith("redis_unavailable")).isEmpty();
  }

  @Tag("long")
  @Test
  void a_narrow_way_refuses_what_does_not_pass_in_time() throws Exception {
    way.throttle(1_000);
    callers.await(8, REFUSED);
    heals("1 kB/s");
  }

  @Test
  void a_way_that_is_cut_many_times_leaves_nothing_behind() throws Exception {
    cutAndCount(25);
  }

  @Tag("long")
  @Test
  void a_way_that_is_cut_a_thousand_times_leaves_nothing_behind() throws Exception {
    cutAndCount(1_000);
  }

  private void cutAndCount(int times) throws Exception {
    cut(10);
    int connections = way.openConnections();
    Usage before = Usage.now();
    cut(times);
    Eventually.holds("no more connections than before", () -> way.openConnections() <= connections);
    Usage after = Usage.now();

    System.out.printf("F14 cut %d times: before %s, after %s%n", times, before, after);
    assertThat(after.threads()).isLessThan(before.threads() + 10);
    assertThat(after.files()).isLessThan(before.files() + 20);
    assertThat(after.heapMegabytes()).isLessThan(before.heapMegabytes() + 32);
    heals("cut");
  }

  private void cut(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      int connections = way.connections();
      way.cut();
      Eventually.holds("it is dialled again", () -> way.connections() > connections);
      callers.await(1, 202);
    }
  }

  /** What this whole process holds, the test's own part included. */
  private record Usage(int threads, long files, long heapMegabytes) {
    static Usage now() {
      for (int i = 0; i < 3; i++) {
        System.gc();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      UnixOperatingSystemMXBean system =
          (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Usage(
          ManagementFactory.getThreadMXBean().getThreadCount(),
          system.getOpenFileDescriptorCount(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }
  }
}

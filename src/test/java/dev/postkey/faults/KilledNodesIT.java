package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of three nodes under load one is killed every two seconds, and started again (F3). */
class KilledNodesIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int SECONDS_BETWEEN_KILLS = 2;
  private static final int MILLIS_BETWEEN_BATCHES = 200;
  private static final int BATCH = 10;

  /** One for each kill that catches it; three in a row would be hard to believe. */
  private static final int MOST_MAILS = 3;

  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
  private final List<Node> nodes = new ArrayList<>();
  private MailSink sink;
  private Arena arena;
  private int kills;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    arena = new Arena("killed-nodes", redis.url(), sink.port(), "POSTKEY_OUTBOX_LEASE", "5s");
    nodes.addAll(List.of(arena.serve(), arena.serve(), arena.serve()));
    for (Node node : nodes) {
      node.ready();
    }
  }

  @AfterEach
  void stop() throws Exception {
    clock.shutdownNow();
    clock.awaitTermination(60, SECONDS);
    arena.close();
    sink.close();
  }

  private Object killOne() throws Exception {
    int victim = kills++ % nodes.size();
    nodes.get(victim).kill();
    arena.fault();
    Node successor = arena.serve();
    nodes.set(victim, successor);
    return clock.submit(() -> readyUnlessKilled(successor));
  }

  /** Its turn may come again before it is ready. */
  private static Object readyUnlessKilled(Node node) throws Exception {
    try {
      return node.ready();
    } catch (AssertionError ended) {
      return ended;
    }
  }

  private void nothingIsLostIn(Duration time) throws Exception {
    Semaphore batches = new Semaphore(0);
    ScheduledFuture<?> load =
        clock.scheduleAtFixedRate(batches::release, 0, MILLIS_BETWEEN_BATCHES, MILLISECONDS);
    ScheduledFuture<?> killing =
        clock.scheduleAtFixedRate(
            this::killQuietly, SECONDS_BETWEEN_KILLS, SECONDS_BETWEEN_KILLS, SECONDS);
    int asked = 0;
    for (Instant end = Instant.now().plus(time); Instant.now().isBefore(end); asked += BATCH) {
      batches.acquire();
      arena.ask(asked, asked + BATCH, Crowd.PATIENT);
    }
    load.cancel(false);
    assertThat(killing.isDone()).as("killing went on").isFalse();
    killing.cancel(false);

    arena.drain();
    Evidence run = arena.verify(sink.mails(), MOST_MAILS);
    assertThat(run.calls()).allMatch(Call::accepted);
    assertThat(run.faults()).hasSizeGreaterThan(3);
  }

  private void killQuietly() {
    try {
      killOne();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void F3_nothing_is_lost_when_a_node_is_killed_every_two_seconds() throws Exception {
    nothingIsLostIn(Duration.ofSeconds(30));
  }

  @Test
  @Tag("long")
  void F3_nothing_is_lost_in_minutes_of_kills() throws Exception {
    nothingIsLostIn(Duration.ofMinutes(3));
  }
}

package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.RedisServer;
import java.time.Instant;
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

/** Of three nodes under load one is killed every two seconds, and another started (F3). */
class KilledNodesIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int SECONDS_BETWEEN_KILLS = 2;
  private static final int MILLIS_BETWEEN_BATCHES = 200;
  private static final int BATCH = 10;

  /** One for each kill that catches it; three in a row would be hard to believe. */
  private static final int MOST_MAILS = 3;

  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
  private MailSink sink;
  private Arena arena;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    arena = new Arena("killed-nodes", redis.url(), sink.port(), "POSTKEY_OUTBOX_LEASE", "5s");
    for (Node node : List.of(arena.serve(), arena.serve(), arena.serve())) {
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

  /** Kills the oldest, but not the last: on a slow machine a start takes longer than a turn. */
  private void killOne() throws Exception {
    List<Node> open = arena.open();
    if (open.size() > 1) {
      open.get(0).kill();
      arena.fault();
      Node successor = arena.serve();
      clock.submit(successor::ready);
    }
  }

  /** A slow machine, where nodes take long to start, gets through fewer kills than wanted. */
  private void nothingIsLostIn(int kills) throws Exception {
    Semaphore batches = new Semaphore(0);
    clock.scheduleAtFixedRate(batches::release, 0, MILLIS_BETWEEN_BATCHES, MILLISECONDS);
    ScheduledFuture<?> killing =
        clock.scheduleAtFixedRate(
            this::kill, SECONDS_BETWEEN_KILLS, SECONDS_BETWEEN_KILLS, SECONDS);
    Instant end = Instant.now().plusSeconds(2L * SECONDS_BETWEEN_KILLS * kills);
    int asked = 0;
    while (arena.faults() < kills && Instant.now().isBefore(end)) {
      batches.acquire();
      arena.ask(asked, asked + BATCH, Crowd.PATIENT);
      asked += BATCH;
    }
    assertThat(killing.isDone()).as("killing went wrong").isFalse();
    // No kill may be under way when everybody is asked in the end.
    clock.shutdown();
    assertThat(clock.awaitTermination(90, SECONDS)).as("the last successor is ready").isTrue();

    arena.drain();
    Evidence run = arena.verify(sink.mails(), MOST_MAILS);
    assertThat(run.calls()).allMatch(Call::accepted);
    assertThat(run.faults()).isNotEmpty();
  }

  private void kill() {
    try {
      killOne();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void F3_nothing_is_lost_when_a_node_is_killed_every_two_seconds() throws Exception {
    nothingIsLostIn(15);
  }

  @Test
  @Tag("long")
  void F3_nothing_is_lost_in_minutes_of_kills() throws Exception {
    nothingIsLostIn(100);
  }
}

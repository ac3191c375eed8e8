package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes under load are told to stop and started again, one after the other (F5). */
class RollingRestartIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int BATCH = 20;

  /** The exit code of a JVM that was told to stop by SIGTERM. */
  private static final int TERMINATED = 143;

  /** What a mail takes, so that there is always one under way. */
  private static final Duration SLOW = Duration.ofMillis(100);

  private MailSink sink;
  private Arena arena;
  private List<Node> nodes;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    sink.watch(
        stage -> {
          if (stage == MailSink.Stage.DOT) {
            LockSupport.parkNanos(SLOW.toNanos());
          }
          return true;
        });
    arena = new Arena("rolling-restart", redis.url(), sink.port());
    nodes = List.of(arena.serve(), arena.serve(), arena.serve());
    for (Node node : nodes) {
      node.ready();
    }
  }

  @AfterEach
  void stop() throws Exception {
    arena.close();
    sink.close();
  }

  private Void roll() {
    try {
      for (Node node : nodes) {
        node.terminate();
        assertThat(node.exitCode(LIMIT)).isEqualTo(TERMINATED);
        arena.serve().ready();
      }
      return null;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void F5_a_rolling_restart_loses_nothing_and_mails_nothing_twice() throws Exception {
    CompletableFuture<Void> rolled = CompletableFuture.supplyAsync(this::roll);
    int asked = 0;
    while (!rolled.isDone()) {
      arena.ask(asked, asked + BATCH, Crowd.PATIENT);
      asked += BATCH;
    }
    rolled.get(1, SECONDS);

    arena.drain();
    Evidence run = arena.verify(sink.mails(), 1);
    assertThat(run.calls()).allMatch(Call::accepted);
    assertThat(run.mails()).hasSize(asked);
    assertThat(run.logs()).doesNotContain("stop_incomplete");
  }
}

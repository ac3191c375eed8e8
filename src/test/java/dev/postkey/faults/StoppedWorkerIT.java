package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node is stopped in the dialogue with a relay until its lease is over and another node has done
 * its work, and goes on as if nothing had happened (F4).
 */
class StoppedWorkerIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicBoolean frozen = new AtomicBoolean();
  private MailSink sink;
  private Arena arena;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    arena = new Arena("stopped-worker", redis.url(), sink.port(), "POSTKEY_OUTBOX_LEASE", "2s");
  }

  @AfterEach
  void stop() throws Exception {
    arena.close();
    sink.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECT", "RCPT", "DOT"})
  void F4_a_worker_that_slept_over_its_lease_settles_nothing(MailSink.Stage point)
      throws Exception {
    Node sleeper = arena.serve().ready();
    sink.watch(
        stage -> {
          if (stage == point && !frozen.get()) {
            assertThat(answered.await(60, SECONDS)).isTrue();
            sleeper.freeze();
            arena.fault();
            frozen.set(true);
          }
          return true;
        });
    arena.ask(0, 1, Crowd.PATIENT);
    answered.countDown();
    Eventually.holds("the worker sleeps", frozen::get);
    arena.serve().ready();
    arena.drain();
    int mailed = sink.count();

    arena.fault();
    sleeper.thaw();

    sleeper.said().await("settle_refused");
    Evidence run = arena.verify(sink.mails(), 2);
    assertThat(run.mails()).hasSizeBetween(mailed, 2);
    assertThat(run.redis().jobs().values())
        .allSatisfy(job -> assertThat(job).containsEntry("state", "sent"));
  }
}

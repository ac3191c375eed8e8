package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.outbox.Waypoint;
import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node under load dies at a certain point of a request's way and is started again (F2). Nobody
 * helps: what was accepted is mailed, and mailed twice only if a relay may have had it.
 */
class CrashPointsIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int REQUESTS = 20;

  /** So that some are done and some are not. */
  private static final int PASS = 6;

  /** From here on a relay may have the mail. */
  private static final Set<MailSink.Stage> LATE = Set.of(MailSink.Stage.BODY, MailSink.Stage.DOT);

  private MailSink sink;
  private Arena arena;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
  }

  @AfterEach
  void stop() throws Exception {
    arena.close();
    sink.close();
  }

  /**
   * @param slots one, where a mail of another request under way at the same moment would blur what
   *     is counted
   */
  private void prepare(String name, int slots) throws Exception {
    arena =
        new Arena(
            name,
            redis.url(),
            sink.port(),
            "POSTKEY_OUTBOX_LEASE",
            "2s",
            "POSTKEY_OUTBOX_SLOTS",
            String.valueOf(slots),
            "POSTKEY_OUTBOX_BACKOFF_FIRST",
            "1s");
  }

  @ParameterizedTest
  @EnumSource(Waypoint.class)
  void F2_a_node_dies_at_a_waypoint(Waypoint point) throws Exception {
    boolean late = point == Waypoint.MAILED;
    prepare(point.name(), late ? 32 : 1);
    Node doomed = arena.halting(point, PASS).ready();
    if (point == Waypoint.ACCEPTING || point == Waypoint.ACCEPTED) {
      sink.watch(stage -> !doomed.alive() || hungUp(doomed));
    }

    arena.ask(0, REQUESTS, Crowd.ONCE);

    assertThat(doomed.exitCode(Duration.ofSeconds(60))).isEqualTo(HaltingNode.KILLED);
    restart(late ? 2 : 1);
  }

  /** Mails wait at the door until the node is dead. */
  private static boolean hungUp(Node doomed) throws Exception {
    doomed.exitCode(Duration.ofSeconds(60));
    return false;
  }

  @ParameterizedTest
  @EnumSource(MailSink.Stage.class)
  void F2_a_node_dies_in_the_dialogue_with_a_relay(MailSink.Stage point) throws Exception {
    boolean late = LATE.contains(point);
    prepare(point.name(), late ? 32 : 1);
    Node doomed = arena.serve().ready();
    // A connection is used for several mails, so its own stage comes once only.
    int pass = point == MailSink.Stage.CONNECT ? 1 : PASS;
    AtomicInteger passed = new AtomicInteger();
    sink.watch(
        stage -> {
          if (stage != point || passed.incrementAndGet() != pass) {
            return true;
          }
          doomed.kill();
          return false;
        });

    arena.ask(0, REQUESTS, Crowd.ONCE);

    doomed.exitCode(Duration.ofSeconds(60));
    restart(late ? 2 : 1);
  }

  private void restart(int mostMails) throws Exception {
    arena.fault();
    sink.watch(stage -> true);
    arena.serve().ready();
    arena.askAgain();
    arena.drain();
    Evidence run = arena.verify(sink.mails(), mostMails);
    assertThat(run.redis().jobs().values())
        .allSatisfy(job -> assertThat(job).containsEntry("state", "sent"));
    assertThat(run.redis().jobs()).hasSizeGreaterThanOrEqualTo(PASS - 1);
  }
}

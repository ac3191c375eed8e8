package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that puts off whom it does not know, as postgrey behind Postfix does (F10). */
class GreylistingIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  /** What the requirement allows, and as much again for a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(60).multipliedBy(2);

  private static final int REQUESTS = 5;

  private MailSink sink;
  private Postfix postfix;
  private Arena arena;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (arena != null) {
      arena.close();
    }
    if (postfix != null) {
      postfix.stop();
    }
    sink.close();
  }

  private void oneMailEachAfter(Duration delay) throws Exception {
    postfix = Postfix.greylisting(sink.port(), delay);
    arena = new Arena("greylisting", redis.url(), postfix.port());
    arena.serve().ready();
    arena.ask(0, REQUESTS, Crowd.PATIENT);
    Eventually.holds("they are put off", () -> postfix.log().contains("Greylisted"));
    Instant over = Instant.now().plus(delay);

    Eventually.see(
        () -> sink.count() + " mails",
        delay.plus(PATIENCE),
        () -> Optional.of(sink.count()).filter(count -> count >= REQUESTS));

    assertThat(Duration.between(over, Instant.now())).isLessThan(PATIENCE);
    arena.drain();
    Evidence run = arena.verify(sink.mails(), 1);
    assertThat(run.mails()).hasSize(REQUESTS);
    assertThat(run.redis().jobs().values())
        .allSatisfy(job -> assertThat(job).containsEntry("state", "sent"));
  }

  @Test
  void F10_greylisted_mails_arrive_once_within_a_minute_after_the_delay() throws Exception {
    oneMailEachAfter(Duration.ofSeconds(5));
  }

  @Test
  @Tag("long")
  void F10_also_with_the_delay_that_postgrey_has_by_default() throws Exception {
    oneMailEachAfter(Duration.ofMinutes(5));
  }
}

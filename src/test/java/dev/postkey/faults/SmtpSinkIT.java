package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A mail server that is not ours counts along (F1). */
class SmtpSinkIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int REQUESTS = 300;

  @TempDir Path folder;
  private SmtpSink sink;
  private Arena arena;

  @AfterEach
  void stop() throws Exception {
    if (arena != null) {
      arena.close();
    }
    if (sink != null) {
      sink.stop();
    }
  }

  @Test
  void F1_smtp_sink_too_counts_one_mail_for_each_request() throws Exception {
    sink = SmtpSink.start(folder);
    arena = new Arena("smtp-sink", redis.url(), sink.port());
    arena.serve().ready();

    arena.ask(0, REQUESTS, Crowd.PATIENT);
    arena.drain();

    Evidence run = arena.verify(sink.mails(), 1);
    assertThat(run.mails()).hasSize(REQUESTS);
    assertThat(run.calls()).allMatch(Call::accepted);
  }
}

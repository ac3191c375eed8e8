package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three nodes on one Redis, and nothing goes wrong (F1). */
class ThreeNodesIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private MailSink sink;
  private Arena arena;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    arena = new Arena("three-nodes", redis.url(), sink.port());
    for (Node node : List.of(arena.serve(), arena.serve(), arena.serve())) {
      node.ready();
    }
  }

  @AfterEach
  void stop() throws Exception {
    arena.close();
    sink.close();
  }

  private void everyRequestIsOneMail(int requests) throws Exception {
    arena.ask(0, requests, Crowd.PATIENT);
    arena.drain();

    Evidence run = arena.verify(sink.mails(), 1);
    assertThat(run.calls()).allMatch(Call::accepted);
    assertThat(run.mails()).hasSize(requests);
    assertThat(run.redis().jobs()).hasSize(requests);
  }

  @Test
  void F1_each_of_2000_requests_is_one_mail() throws Exception {
    everyRequestIsOneMail(2_000);
  }

  @Test
  @Tag("long")
  void F1_each_of_10000_requests_is_one_mail() throws Exception {
    everyRequestIsOneMail(10_000);
  }
}

package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Slots slots = new Slots(1, 1);
  private final List<String> started = new ArrayList<>();

  @Test
  void work_waits_for_a_slot_and_then_runs() {
    Promise<Void> first = Promise.promise();
    run("first", LONG, first.future());
    run("second", LONG, Future.succeededFuture());
    assertThat(started).containsExactly("first");

    first.complete();

    assertThat(started).containsExactly("first", "second");
  }

  @Test
  void work_beyond_the_bound_is_refused_at_once() {
    run("first", LONG, Promise.<Void>promise().future());
    run("second", LONG, Future.succeededFuture());

    assertThat(run("third", LONG, Future.succeededFuture()).cause()).isInstanceOf(Slots.Full.class);
    assertThat(started).containsExactly("first");
  }

  @Test
  void failed_and_throwing_work_gives_its_slot_back() {
    run("first", LONG, Future.failedFuture("no"));
    Future<Void> thrown =
        slots.run(
            LONG,
            () -> {
              throw new IllegalStateException("no");
            });
    run("third", LONG, Future.succeededFuture());

    assertThat(thrown.failed()).isTrue();
    assertThat(started).containsExactly("first", "third");
  }

  @Test
  void work_that_never_ends_keeps_its_slot_only_so_long() throws Exception {
    run("first", Duration.ofMillis(10), Promise.<Void>promise().future());

    run("second", LONG, Future.succeededFuture()).await(5, SECONDS);

    assertThat(started).containsExactly("first", "second");
  }

  private Future<Void> run(String name, Duration atMost, Future<Void> work) {
    return slots.run(
        atMost,
        () -> {
          started.add(name);
          return work;
        });
  }
}

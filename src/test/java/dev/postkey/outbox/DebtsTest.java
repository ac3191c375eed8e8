package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Unavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Redis has failed to take is told again until it is taken. */
class DebtsTest {
  private static final int LONG = 3_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Debts debts = new Debts(vertx, 1);
  private final AtomicInteger told = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private Future<String> failing(int times) {
    return told.incrementAndGet() <= times
        ? Future.failedFuture(new Unavailable("redis"))
        : Future.succeededFuture("taken");
  }

  private <T> T onLoop(Supplier<Future<T>> work) throws Exception {
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(done));
    return done.future().await(60, SECONDS);
  }

  /** Of a chain of futures, one for each attempt, the end never arrived. */
  @Test
  void an_outage_of_any_length_ends_and_nothing_is_owed_any_more() throws Exception {
    assertThat(onLoop(() -> debts.tell(() -> failing(LONG)))).isEqualTo("taken");

    assertThat(told.get()).isEqualTo(LONG + 1);
    assertThat(debts.any()).isFalse();
  }

  @Test
  void what_is_taken_at_once_was_never_owed() throws Exception {
    AtomicBoolean owed = new AtomicBoolean();

    onLoop(
        () -> {
          Future<String> taken = debts.tell(() -> failing(0));
          owed.set(debts.any());
          return taken;
        });

    assertThat(owed).isFalse();
  }

  @Test
  void what_is_not_wanted_any_more_is_not_owed() {
    assertThatThrownBy(() -> onLoop(() -> debts.tell(() -> failing(LONG), () -> told.get() < 5)))
        .isInstanceOf(Unavailable.class);

    assertThat(told.get()).isEqualTo(5);
    assertThat(debts.any()).isFalse();
  }
}

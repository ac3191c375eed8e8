package dev.postkey.dev;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/** Waits for mails, so that a test or a page need not ask again and again. */
final class InboxWaits {
  private final Vertx vertx;
  private final InboxStore store;

  InboxWaits(Vertx vertx, InboxStore store) {
    this.vertx = vertx;
    this.store = store;
  }

  /**
   * The mails that match {@code query}: at once when there is one, else as soon as one comes, else
   * none when the wait or the inbox ends. Completes on the caller's context.
   */
  Future<List<InboxMessage>> answer(InboxQuery query) {
    List<InboxMessage> now = query.among(store.messages());
    return now.isEmpty() && !query.patience().isZero() ? await(query) : Future.succeededFuture(now);
  }

  private Future<List<InboxMessage>> await(InboxQuery query) {
    Context context = vertx.getOrCreateContext();
    Promise<List<InboxMessage>> answer = Promise.promise();
    Runnable look = () -> context.runOnContext(arrived -> look(query, answer));
    store.watch(look);
    long timer =
        vertx.setTimer(query.patience().toMillis() + 1, ended -> answer.tryComplete(List.of()));
    // A mail may have come between the caller's look and the watch.
    look.run();
    return answer
        .future()
        .onComplete(
            answered -> {
              store.unwatch(look);
              vertx.cancelTimer(timer);
            });
  }

  private void look(InboxQuery query, Promise<List<InboxMessage>> answer) {
    List<InboxMessage> found = query.among(store.messages());
    if (!found.isEmpty() || store.isClosed()) {
      answer.tryComplete(found);
    }
  }
}

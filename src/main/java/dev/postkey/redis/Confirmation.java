package dev.postkey.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Asks, on one connection, whether the replicas have what was sent over it: {@code WAIT}, which
 * Redis refuses inside scripts (requirement R8). Redis reads nothing more from a connection while
 * it waits there, so only one is under way at a time, and the next one speaks for all that were
 * sent meanwhile: a replica that is stuck delays each of them by two time-outs at most, however
 * many there are.
 *
 * <p>Before each goes a small write. Redis waits only for what this very connection wrote, so a
 * repeated call, which finds everything done and writes nothing, would be confirmed by nobody.
 */
final class Confirmation {
  private static final RedisFailure TOO_FEW =
      new RedisFailure("written, but too few replicas have it", false);

  private static final long MARK_KEPT_MILLIS = 60_000;

  private final RedisSession session;
  private final ReplicaQuorum quorum;

  private Future<Void> asked;
  private Promise<Void> next;

  Confirmation(RedisSession session, ReplicaQuorum quorum) {
    this.session = session;
    this.quorum = quorum;
  }

  /** Done when enough replicas have everything that was sent so far. */
  Future<Void> ofAllSent() {
    if (asked == null) {
      return ask();
    }
    if (next == null) {
      next = Promise.promise();
    }
    return next.future();
  }

  private Future<Void> ask() {
    Future<Response> mark = session.send(mark());
    Future<Response> replicas = session.send(await());
    Future<Void> confirmed = mark.compose(marked -> replicas).compose(this::judge);
    asked = confirmed;
    confirmed.onComplete(done -> askForThoseWhoCameLater());
    return confirmed;
  }

  private void askForThoseWhoCameLater() {
    asked = null;
    Promise<Void> waiting = next;
    next = null;
    if (waiting != null) {
      ask().onComplete(waiting);
    }
  }

  private Future<Void> judge(Response replicas) {
    return replicas.toLong() >= quorum.count()
        ? Future.succeededFuture()
        : Future.failedFuture(session.fail(TOO_FEW));
  }

  private static Request mark() {
    return Request.cmd(Command.SET)
        .arg(Partitions.MARK_KEY)
        .arg("")
        .arg("PX")
        .arg(MARK_KEPT_MILLIS);
  }

  private Request await() {
    return Request.cmd(Command.WAIT).arg(quorum.count()).arg(quorum.patience().toMillis());
  }
}

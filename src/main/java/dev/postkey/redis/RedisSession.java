package dev.postkey.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.postkey.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One connection of a {@link RedisLink} that was found good, from then on until it is dropped. All
 * failures are {@link Unavailable}, but for a {@link MissingScript}.
 */
final class RedisSession {
  /** Long enough for the event loop to come round once. */
  private static final Duration LAST_LOOK = Duration.ofMillis(10);

  private final RedisConnection connection;
  private final Duration patience;
  private final Consumer<RedisFailure> failed;
  private final Confirmation confirmation;

  /**
   * @param patience how long a command may take
   * @param failed told of every failure that Redis or the way there is to blame for
   */
  RedisSession(
      RedisConnection connection,
      Duration patience,
      ReplicaQuorum quorum,
      Consumer<RedisFailure> failed) {
    this.connection = connection;
    this.patience = patience;
    this.failed = failed;
    this.confirmation = new Confirmation(this, quorum);
  }

  Future<Response> send(Request request) {
    if (connection.pendingQueueFull()) {
      return Future.failedFuture(new Unavailable("redis: too many commands wait for an answer"));
    }
    return inTime(connection.send(request)).recover(error -> Future.failedFuture(refusal(error)));
  }

  /** As {@link #send}, done when enough replicas have what it wrote. */
  Future<Response> sendConfirmed(Request request) {
    Future<Response> answer = send(request);
    Future<Void> confirmed = confirmation.ofAllSent();
    return answer.compose(reply -> confirmed.map(reply));
  }

  /**
   * Out of time is only what is still missing after a look at the socket: an event loop that was
   * held up finds its timers due before it reads what has long arrived.
   */
  private Future<Response> inTime(Future<Response> answer) {
    return answer
        .timeout(patience.toMillis(), MILLISECONDS)
        .recover(
            error ->
                error instanceof TimeoutException
                    ? answer.timeout(LAST_LOOK.toMillis(), MILLISECONDS)
                    : Future.failedFuture(error));
  }

  private RuntimeException refusal(Throwable error) {
    RedisFailure failure = RedisFailure.of(error);
    if (failure == RedisFailure.NO_SCRIPT) {
      return new MissingScript();
    }
    return fail(failure);
  }

  /** Tells of a failure, and returns it as callers see it. */
  Unavailable fail(RedisFailure failure) {
    failed.accept(failure);
    return new Unavailable("redis: " + failure.reason());
  }
}

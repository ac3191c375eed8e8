package dev.postkey.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection to Redis that never hangs and mends itself (requirement R5): dialled
 * when first needed, dropped when a command has no answer in time or the server says that it is no
 * longer what it was, dialled again after a back-off. Every failure is {@link Unavailable}, but for
 * a {@link MissingScript}. Belongs to one event loop.
 */
final class RedisLink {
  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Long enough for the event loop to come round once. */
  private static final Duration LAST_LOOK = Duration.ofMillis(10);

  private final Vertx vertx;
  private final RedisOptions options;
  private final Duration patience;
  private final Function<RedisConnection, Future<Void>> admission;

  /** The client of {@link #connection}: closing it is the only way to drop a leased connection. */
  private Redis client;

  private Future<RedisConnection> connection;
  private Duration pause = FIRST_PAUSE;
  private long pausedUntil;
  private boolean closed;

  /**
   * @param admission asked of every new connection before anything else is sent
   */
  RedisLink(Vertx vertx, Config.Redis config, Function<RedisConnection, Future<Void>> admission) {
    this.vertx = vertx;
    this.options = options(config);
    this.patience = config.commandTimeout();
    this.admission = admission;
    this.pausedUntil = System.nanoTime();
  }

  private static RedisOptions options(Config.Redis config) {
    int patience = Math.toIntExact(config.commandTimeout().toMillis());
    NetClientOptions net =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setConnectTimeout(patience)
            .setHostnameVerificationAlgorithm("HTTPS");
    return new RedisOptions()
        .setConnectionString(config.url().orElseThrow().reveal())
        .setNetClientOptions(net)
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(-1)
        .setPoolRecycleTimeout(-1)
        .setMaxWaitingHandlers(config.maxPending());
  }

  Future<Response> send(Request request) {
    return connection().compose(ready -> answer(ready, request));
  }

  private Future<Response> answer(RedisConnection ready, Request request) {
    if (ready.pendingQueueFull()) {
      return Future.failedFuture(new Unavailable("redis: too many commands wait for an answer"));
    }
    Redis used = client;
    return inTime(ready.send(request)).recover(error -> Future.failedFuture(refusal(used, error)));
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

  private RuntimeException refusal(Redis used, Throwable error) {
    RedisFailure failure = RedisFailure.of(error);
    if (failure == RedisFailure.NO_SCRIPT) {
      return new MissingScript();
    }
    if (failure.dropsConnection()) {
      drop(used, failure.reason());
    }
    return new Unavailable("redis: " + failure.reason());
  }

  private Future<RedisConnection> connection() {
    if (closed) {
      return Future.failedFuture(new Unavailable("redis: closing"));
    }
    if (connection != null) {
      return connection;
    }
    if (System.nanoTime() - pausedUntil < 0) {
      return Future.failedFuture(new Unavailable("redis: not connected"));
    }
    connection = dial();
    return connection;
  }

  private Future<RedisConnection> dial() {
    Redis dialled = Redis.createClient(vertx, options);
    client = dialled;
    return dialled
        .connect()
        .compose(
            fresh -> {
              fresh.endHandler(end -> drop(dialled, "connection closed"));
              fresh.exceptionHandler(error -> drop(dialled, RedisFailure.of(error).reason()));
              return admission.apply(fresh).map(fresh);
            })
        .timeout(2 * patience.toMillis(), MILLISECONDS)
        .onSuccess(ready -> pause = FIRST_PAUSE)
        .recover(
            error -> {
              String reason =
                  error instanceof Unavailable why
                      ? why.getMessage()
                      : "redis: " + RedisFailure.of(error).reason();
              drop(dialled, reason);
              return Future.failedFuture(new Unavailable(reason));
            });
  }

  /** Forgets a connection, unless that has been done, so that the next command dials anew. */
  private void drop(Redis dropped, String reason) {
    if (dropped != client) {
      return;
    }
    if (!closed) {
      log.warn("redis_connection_dropped reason=\"{}\" retry_ms={}", reason, pause.toMillis());
    }
    client = null;
    connection = null;
    pausedUntil = System.nanoTime() + pause.toNanos();
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    dropped.close();
  }

  Future<Void> close() {
    closed = true;
    Redis open = client;
    client = null;
    connection = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}

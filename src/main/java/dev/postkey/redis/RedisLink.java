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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

  private final Vertx vertx;
  private final RedisOptions options;
  private final Duration patience;
  private final ReplicaQuorum quorum;
  private final Function<RedisConnection, Future<Void>> admission;
  private final Consumer<String> noticed;

  /** The client of {@link #session}: closing it is the only way to drop a leased connection. */
  private Redis client;

  private Future<RedisSession> session;
  private Duration pause = FIRST_PAUSE;
  private long pausedUntil;
  private boolean closed;

  /**
   * @param patience how long a command may take, and how long it may wait for a connection
   * @param admission asked of every new connection before anything else is sent
   * @param noticed told why Redis cannot be worked with, each time that this is found
   */
  RedisLink(
      Vertx vertx,
      Config.Redis config,
      Duration patience,
      Function<RedisConnection, Future<Void>> admission,
      Consumer<String> noticed) {
    this.vertx = vertx;
    this.options = options(config);
    this.patience = patience;
    this.quorum = ReplicaQuorum.of(config);
    this.admission = admission;
    this.noticed = noticed;
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
    return ready().compose(good -> good.send(request));
  }

  /** As {@link #send}, done when as many replicas as must have it have what it wrote. */
  Future<Response> sendConfirmed(Request request) {
    return ready().compose(good -> good.sendConfirmed(request));
  }

  /** Nobody waits longer for a connection than for an answer, also when dialling takes longer. */
  private Future<RedisSession> ready() {
    Future<RedisSession> session = session();
    return session.isComplete()
        ? session
        : session
            .timeout(patience.toMillis(), MILLISECONDS)
            .recover(
                error ->
                    Future.failedFuture(
                        error instanceof TimeoutException
                            ? new Unavailable("redis: not connected in time")
                            : error));
  }

  private Future<RedisSession> session() {
    if (closed) {
      return Future.failedFuture(new Unavailable("redis: closing"));
    }
    if (session != null) {
      return session;
    }
    if (System.nanoTime() - pausedUntil < 0) {
      return Future.failedFuture(new Unavailable("redis: not connected"));
    }
    session = dial();
    return session;
  }

  private Future<RedisSession> dial() {
    Redis dialled = Redis.createClient(vertx, options);
    client = dialled;
    return dialled
        .connect()
        .compose(
            fresh -> {
              fresh.endHandler(end -> drop(dialled, "connection closed"));
              fresh.exceptionHandler(error -> drop(dialled, RedisFailure.of(error).reason()));
              return admission.apply(fresh).map(admitted -> session(dialled, fresh));
            })
        .timeout(2 * patience.toMillis(), MILLISECONDS)
        .onSuccess(ready -> pause = FIRST_PAUSE)
        .recover(error -> Future.failedFuture(refused(dialled, error)));
  }

  private RedisSession session(Redis of, RedisConnection fresh) {
    return new RedisSession(fresh, patience, quorum, failure -> failed(of, failure));
  }

  private void failed(Redis used, RedisFailure failure) {
    if (failure.dropsConnection()) {
      drop(used, failure.reason());
    } else if (used == client) {
      noticed.accept(failure.reason());
    }
  }

  private Unavailable refused(Redis dialled, Throwable error) {
    Unavailable unavailable =
        error instanceof Unavailable why
            ? why
            : new Unavailable("redis: " + RedisFailure.of(error).reason());
    drop(dialled, unavailable.getMessage().replaceFirst("^redis: ", ""));
    return unavailable;
  }

  /** Forgets a connection, unless that has been done, so that the next command dials anew. */
  private void drop(Redis dropped, String reason) {
    if (dropped != client) {
      return;
    }
    log.debug("redis_connection_dropped reason=\"{}\" retry_ms={}", reason, pause.toMillis());
    client = null;
    session = null;
    pausedUntil = System.nanoTime() + jittered(pause).toNanos();
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    dropped.close();
    noticed.accept(reason);
  }

  /** Half of it or more: a server that comes back is not dialled by everybody at once. */
  private static Duration jittered(Duration pause) {
    return pause.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2));
  }

  Future<Void> close() {
    closed = true;
    Redis open = client;
    client = null;
    session = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}

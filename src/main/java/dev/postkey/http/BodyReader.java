package dev.postkey.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Reads a request's body into memory, bounded in size and time (requirement W6). The framework's
 * own handler bounds no time, and answers {@code 200} when a body cannot be decoded.
 */
final class BodyReader {
  /** The largest body, in bytes. */
  static final int MAX_BYTES = 16 * 1024;

  /** In which a body has to arrive: else a trickle would hold a place for as long as it likes. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String JSON = "application/json";
  private static final Pattern JSON_UTF_8 =
      Pattern.compile(
          "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
          Pattern.CASE_INSENSITIVE);

  /** Between the answer and the close, so that the answer is not lost in a reset connection. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Duration patience;
  private final Buffer body = Buffer.buffer();
  private final Promise<Buffer> done = Promise.promise();

  private BodyReader(Vertx vertx, HttpServerRequest request, Duration patience) {
    this.vertx = vertx;
    this.request = request;
    this.patience = patience;
  }

  /**
   * As {@link #read}, of what is said to be JSON.
   *
   * @throws Refusal when it is said to be something else
   */
  static Future<Received> json(RoutingContext context, Duration patience) {
    HttpServerRequest request = context.request();
    if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      throw Refusal.of(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send the header Content-Type: application/json.");
    }
    return read(context.vertx(), request, patience).map(body -> Received.of(context, body));
  }

  private static boolean isJson(String type) {
    return type != null && (type.equals(JSON) || JSON_UTF_8.matcher(type).matches());
  }

  /**
   * Reads the body of {@code request}. Called in the request's first handler, before anything of
   * the body can have passed.
   *
   * @param patience how long it may take to arrive
   * @return fails with a {@link Refusal} when the body is too large, too slow or cut off
   */
  static Future<Buffer> read(Vertx vertx, HttpServerRequest request, Duration patience) {
    return new BodyReader(vertx, request, patience).read();
  }

  private Future<Buffer> read() {
    if (declaredLength() > MAX_BYTES) {
      return Future.failedFuture(closing(Problem.BODY_TOO_LARGE));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    request
        .handler(this::append)
        .endHandler(end -> done.tryComplete(body))
        .exceptionHandler(cut -> done.tryFail(Refusal.of(Problem.MALFORMED_HTTP)));
    // A timer of the request's own event loop; a future's time-out may fire on another thread.
    Timer deadline = vertx.timer(patience.toMillis());
    deadline.onSuccess(late -> done.tryFail(closing(Problem.REQUEST_TIMEOUT)));
    return done.future().onComplete(read -> deadline.cancel());
  }

  private void append(Buffer chunk) {
    if (done.future().isComplete()) {
      return;
    }
    if (body.length() + chunk.length() > MAX_BYTES) {
      done.fail(closing(Problem.BODY_TOO_LARGE));
      return;
    }
    body.appendBuffer(chunk);
  }

  /** The length that the caller announces; 0 where it does not, since chunks are counted anyway. */
  private long declaredLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Nobody knows how much of the body is still to come: the connection cannot be used again. */
  private Refusal closing(Problem problem) {
    vertx.setTimer(LINGER.toMillis(), late -> request.connection().close());
    return Refusal.of(Answer.problem(problem).with(HttpHeaders.CONNECTION, "close"));
  }
}

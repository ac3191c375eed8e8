package dev.postkey.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is sent back: immutable, and complete but for the headers that every answer has.
 *
 * @param headers those of this answer alone
 * @param body may be empty
 */
record Answer(int status, Map<CharSequence, String> headers, Buffer body) {
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence REFERRER = HttpHeaders.createOptimized("Referrer-Policy");
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static Answer json(int status, JsonObject body) {
    return of(status, "application/json", body.toBuffer());
  }

  static Answer of(int status, String contentType, Buffer body) {
    return new Answer(status, Map.of(HttpHeaders.CONTENT_TYPE, contentType), body);
  }

  static Answer noContent() {
    return new Answer(204, Map.of(), Buffer.buffer());
  }

  static Answer problem(Problem problem) {
    return problem(problem, problem.toJson());
  }

  static Answer problem(Problem problem, String detail) {
    return problem(problem, problem.toJson().put("detail", detail));
  }

  /**
   * @param errors at least one
   */
  static Answer problem(Problem problem, List<FieldError> errors) {
    JsonArray faults = new JsonArray();
    errors.forEach(error -> faults.add(error.toJson()));
    return problem(problem, problem.toJson().put("errors", faults));
  }

  private static Answer problem(Problem problem, JsonObject body) {
    return of(problem.status(), "application/problem+json", body.toBuffer());
  }

  /** This answer with one header more. */
  Answer with(CharSequence name, String value) {
    Map<CharSequence, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  /** This answer with {@code Retry-After}: whole seconds, rounded up, at least one. */
  Answer retryAfter(Duration wait) {
    Duration atLeast = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    return with(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(atLeast)));
  }

  /** Rounded up. */
  static long wholeSeconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }

  /**
   * Sends this on the event loop of {@code response}. Nothing is ever cached, sniffed or told on:
   * bodies hold tokens and addresses. Does nothing when the caller is gone or was answered.
   */
  Future<Void> send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(NOSNIFF, "nosniff")
        .putHeader(REFERRER, "no-referrer");
    headers.forEach((name, value) -> response.putHeader(name, value));
    return response.end(body);
  }

  /** Without the body, which may hold a token or an address (requirement S14). */
  @Override
  public String toString() {
    return "Answer[status=" + status + "]";
  }

  /** As the contract writes times: RFC 3339, UTC, milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }
}

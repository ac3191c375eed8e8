package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets browsers of the configured origins read the answers (requirement W5). Without any configured
 * origin nothing is said at all; an origin is compared whole and never answered with {@code *}.
 */
final class Cors implements Handler<RoutingContext> {
  private static final String REQUEST_HEADERS = "authorization, content-type, idempotency-key";
  private static final String ANSWER_HEADERS = "location, ratelimit, ratelimit-policy, retry-after";

  /** In seconds: a withdrawn origin is refused by the answer itself, whatever is remembered. */
  private static final String MAX_AGE = "600";

  private final String method;
  private final Supplier<Set<String>> origins;

  /**
   * @param method what browsers may do here
   * @param origins from where; asked for each request
   */
  Cors(HttpMethod method, Supplier<Set<String>> origins) {
    this.method = method.name();
    this.origins = origins;
  }

  @Override
  public void handle(RoutingContext context) {
    Set<String> allowed = origins.get();
    if (!allowed.isEmpty()) {
      HttpServerResponse response = context.response();
      response.putHeader(HttpHeaders.VARY, "Origin");
      String origin = context.request().getHeader(HttpHeaders.ORIGIN);
      if (origin != null && allowed.contains(origin)) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        allow(context.request(), response);
      }
    }
    context.next();
  }

  private void allow(HttpServerRequest request, HttpServerResponse response) {
    boolean preflight =
        request.method() == HttpMethod.OPTIONS
            && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (preflight) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
          .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    } else {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
    }
  }

  /**
   * For an origin that may not ask for the app at hand, whatever it may ask for else: it is told
   * so, and not allowed to read it.
   *
   * @param headers those of the answer
   */
  static Refusal refusal(MultiMap headers) {
    headers.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    headers.remove(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS);
    return Refusal.of(Problem.ORIGIN_NOT_ALLOWED);
  }
}

package dev.postkey.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What the framework refuses before any handler of ours is asked, told as problems too. */
final class Errors {
  private Errors() {}

  /** Replaces the framework's own pages. */
  static void mount(Router router) {
    router
        .errorHandler(400, context -> tell(Problem.MALFORMED_HTTP, context))
        .errorHandler(404, Errors::nothing)
        .errorHandler(500, Errors::fault);
  }

  private static void tell(Problem problem, RoutingContext context) {
    Answer.problem(problem).send(context.response());
  }

  private static void nothing(RoutingContext context) {
    Answer.problem(Problem.NOT_FOUND, "Every call is in the contract, GET /openapi.yaml.")
        .send(context.response());
  }

  private static void fault(RoutingContext context) {
    Failures.answer(context, context.failure()).send(context.response());
  }

  /** For bytes that are no HTTP request, or one beyond the limits of requirement W6. */
  static void invalid(HttpServerRequest request) {
    Answer.problem(problem(request.decoderResult().cause()))
        .with(HttpHeaders.CONNECTION, "close")
        .send(request.response())
        .onComplete(sent -> request.connection().close());
  }

  private static Problem problem(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Problem.URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? Problem.HEADERS_TOO_LARGE
        : Problem.MALFORMED_HTTP;
  }
}

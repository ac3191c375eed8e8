package dev.postkey.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets in browsers without an API key, where an app allows it (requirement W5), and leaves all
 * other calls to those who know keys. Which app is meant stands in the body; so what can be said
 * without it is said before: the origin must be that of some such app, and few bodies are waited
 * for, briefly.
 */
final class VisitorGuard implements Handler<RoutingContext> {
  /** Such a body is small: it comes with the head, or right behind it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Directory> directory;
  private final Doorstep doorstep;
  private final Function<Visit, Future<Answer>> endpoint;

  VisitorGuard(
      Supplier<Directory> directory, Doorstep doorstep, Function<Visit, Future<Answer>> endpoint) {
    this.directory = directory;
    this.doorstep = doorstep;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean visitor =
        !request.headers().contains(HttpHeaders.AUTHORIZATION)
            && request.headers().contains(HttpHeaders.ORIGIN)
            && directory.get().takesVisitors();
    if (visitor) {
      Failures.answered(context, () -> answer(context));
    } else {
      context.next();
    }
  }

  private Future<Answer> answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!directory.get().visitorOrigins().contains(origin)) {
      throw Cors.refusal(request.response().headers());
    }
    ClientAddress client = directory.get().client(request);
    return doorstep
        .pass(client, () -> BodyReader.json(context, PATIENCE))
        .compose(received -> endpoint.apply(new Visit(origin, client, received)));
  }
}

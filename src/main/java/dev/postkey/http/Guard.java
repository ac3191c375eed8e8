package dev.postkey.http;

import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * Stands before an {@link Endpoint}: lets in callers with the scope, reads their body, and sends
 * the answer, whatever came of it. A caller is known before a byte of its body is kept, so that
 * nobody without a key can hold a place by sending slowly.
 */
final class Guard implements Handler<RoutingContext> {
  private final Supplier<Directory> directory;
  private final Config.Scope scope;
  private final Endpoint endpoint;

  Guard(Supplier<Directory> directory, Config.Scope scope, Endpoint endpoint) {
    this.directory = directory;
    this.scope = scope;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(RoutingContext context) {
    Failures.answered(context, () -> answer(context));
  }

  private Future<Answer> answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Caller caller = caller(request);
    caller.require(scope);
    Future<Received> received =
        request.method() == HttpMethod.POST
            ? BodyReader.json(context, BodyReader.PATIENCE)
            : Future.succeededFuture(Received.of(context, Buffer.buffer()));
    return received.map(read -> new Call(caller, read)).compose(endpoint::answer);
  }

  private Caller caller(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return directory.get().caller(authorization).orElseThrow(() -> unknownCaller(authorization));
  }

  private static Refusal unknownCaller(String authorization) {
    String detail =
        Directory.isBearer(authorization)
            ? "No app has this key: its hash must be among apps.<id>.api-keys."
            : "Send the key as a header, Authorization: Bearer pk_...";
    return Refusal.of(
        Answer.problem(Problem.UNAUTHORIZED, detail).with("WWW-Authenticate", "Bearer"));
  }
}

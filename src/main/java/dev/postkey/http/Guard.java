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
import java.util.regex.Pattern;

/**
 * Stands before an {@link Endpoint}: lets in callers with the scope, reads their body, and sends
 * the answer, whatever came of it. A caller is known before a byte of its body is kept, so that
 * nobody without a key can hold a place by sending slowly.
 */
final class Guard implements Handler<RoutingContext> {
  private static final String JSON = "application/json";
  private static final Pattern JSON_UTF_8 =
      Pattern.compile(
          "application/json[ \t]*(;[ \t]*charset=(utf-8|\"utf-8\")[ \t]*)?",
          Pattern.CASE_INSENSITIVE);

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
    Future.succeededFuture()
        .compose(start -> answer(context))
        .recover(error -> Future.succeededFuture(Failures.answer(context, error)))
        .onSuccess(answer -> answer.send(context.response()));
  }

  private Future<Answer> answer(RoutingContext context) {
    HttpServerRequest request = context.request();
    Caller caller = caller(request);
    caller.require(scope);
    return body(context)
        .map(
            body ->
                new Call(
                    caller,
                    request.headers(),
                    context.pathParams(),
                    body,
                    request.response()::closed))
        .compose(endpoint::answer);
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

  private static Future<Buffer> body(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.method() != HttpMethod.POST) {
      return Future.succeededFuture(Buffer.buffer());
    }
    if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      throw Refusal.of(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send the header Content-Type: application/json.");
    }
    return BodyReader.read(context.vertx(), request, BodyReader.PATIENCE);
  }

  private static boolean isJson(String type) {
    return type != null && (type.equals(JSON) || JSON_UTF_8.matcher(type).matches());
  }
}

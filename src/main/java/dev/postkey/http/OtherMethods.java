package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Answers the methods that a path does not have, and {@code OPTIONS} with those it has. */
final class OtherMethods implements Handler<RoutingContext> {
  private final String allow;

  /**
   * @param allow the methods of the path, as the header {@code Allow} lists them
   */
  OtherMethods(String allow) {
    this.allow = allow;
  }

  @Override
  public void handle(RoutingContext context) {
    boolean asked = context.request().method() == HttpMethod.OPTIONS;
    Answer answer =
        asked
            ? Answer.noContent()
            : Answer.problem(Problem.METHOD_NOT_ALLOWED, "Allowed are " + allow + ".");
    answer.with(HttpHeaders.ALLOW, allow).send(context.response());
  }
}

package dev.postkey.dev;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** What the inbox answers when it cannot do what was asked (RFC 9457). */
record InboxProblem(int status, String code, String title, String detail) {
  static InboxProblem invalid(String detail) {
    return new InboxProblem(400, "invalid-request", "The request is not valid", detail);
  }

  static InboxProblem crossSite() {
    return new InboxProblem(
        403, "cross-site", "Another site's page sent this", "Do it on the inbox's own page.");
  }

  static InboxProblem notFound(String detail) {
    return new InboxProblem(404, "not-found", "There is no such thing", detail);
  }

  static InboxProblem unavailable(String detail) {
    return new InboxProblem(503, "unavailable", "The inbox cannot do that now", detail);
  }

  static InboxProblem broken() {
    return new InboxProblem(
        500, "internal", "Something broke", "This is a fault of the inbox. Its log says more.");
  }

  void send(RoutingContext context) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(json().toBuffer());
  }

  private JsonObject json() {
    return new JsonObject()
        .put("type", "urn:postkey:problem:" + code)
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("code", code);
  }
}

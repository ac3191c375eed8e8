package dev.postkey.dev;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** A page and the status to send it with. */
record HtmlPage(int status, String html) {
  void send(RoutingContext context) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .end(html);
  }

  /** Without the content, which may hold an address and a link. */
  @Override
  public String toString() {
    return "HtmlPage[" + status + "]";
  }
}

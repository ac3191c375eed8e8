package dev.postkey.dev;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/**
 * The switch of the inbox over HTTP. A browser's form is led back to the page; everybody else is
 * answered the state.
 */
final class InboxSwitchRoutes {
  private final Vertx vertx;
  private final InboxSwitch state;

  InboxSwitchRoutes(Vertx vertx, InboxSwitch state) {
    this.vertx = vertx;
    this.state = state;
  }

  void mount(Router router) {
    router.get("/inbox/smtp").handler(this::tell);
    router.post("/inbox/smtp/stop").handler(context -> change(context, state::off));
    router.post("/inbox/smtp/start").handler(context -> change(context, state::on));
  }

  private interface Change {
    void make() throws IOException;
  }

  private void change(RoutingContext context, Change change) {
    if (CrossSite.sent(context.request())) {
      InboxProblem.crossSite().send(context);
      return;
    }
    vertx
        .executeBlocking(
            () -> {
              change.make();
              return null;
            },
            false)
        .onSuccess(done -> answer(context))
        .onFailure(error -> fail(context, error));
  }

  private void answer(RoutingContext context) {
    String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
    if (accepted == null || !accepted.contains("text/html")) {
      tell(context);
      return;
    }
    context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, "/inbox").end();
  }

  private void tell(RoutingContext context) {
    context.json(new JsonObject().put("takesMail", state.isOn()).put("port", state.port()));
  }

  private static void fail(RoutingContext context, Throwable error) {
    if (error instanceof IOException taken) {
      InboxProblem.unavailable(taken.getMessage()).send(context);
    } else {
      context.fail(error);
    }
  }
}

package dev.postkey.dev;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox over HTTP: {@code /inbox} for people, {@code /inbox/messages} for tests. Who may call
 * it is for the router to say that it is mounted on.
 */
public final class InboxRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(InboxRoutes.class);

  private final Vertx vertx;
  private final InboxStore store;
  private final InboxWaits waits;
  private final InboxPage page;
  private final InboxMailRoutes mail;
  private final InboxSwitchRoutes smtp;
  private final StaticFiles files = new StaticFiles();

  /**
   * Reads the pages: blocks, so call it at start.
   *
   * @param demoUrl the demo application, to link to
   */
  public InboxRoutes(Vertx vertx, Inbox inbox, URI demoUrl) {
    this.vertx = vertx;
    store = inbox.store();
    waits = new InboxWaits(vertx, store);
    page = new InboxPage(inbox, demoUrl, Clock.systemDefaultZone());
    mail = new InboxMailRoutes(vertx, store);
    smtp = new InboxSwitchRoutes(vertx, inbox.server());
  }

  /** Adds the routes to {@code router}; it needs no body handler. */
  public void mount(Router router) {
    router.route("/inbox/*").handler(new PageHeaders()).failureHandler(InboxRoutes::failed);
    router.get("/inbox").handler(this::showPage);
    router.get("/inbox/static/:file").handler(files);
    router.post("/inbox/empty").handler(this::emptyByForm);
    router.get("/inbox/messages").handler(this::list);
    router.delete("/inbox/messages").handler(this::empty);
    smtp.mount(router);
    mail.mount(router);
  }

  private void showPage(RoutingContext context) {
    Optional<String> id = context.queryParam("id").stream().findFirst();
    Optional<String> view = context.queryParam("view").stream().findFirst();
    blocking(() -> page.render(id, view))
        .onSuccess(shown -> shown.send(context))
        .onFailure(context::fail);
  }

  private void list(RoutingContext context) {
    try {
      waits
          .answer(InboxQuery.read(context.queryParams()))
          .onSuccess(found -> context.json(json(found)))
          .onFailure(context::fail);
    } catch (IllegalArgumentException e) {
      InboxProblem.invalid(e.getMessage()).send(context);
    }
  }

  private static JsonArray json(List<InboxMessage> messages) {
    JsonArray list = new JsonArray();
    for (InboxMessage message : messages) {
      list.add(
          new JsonObject()
              .put("id", message.id())
              .put("to", String.join(", ", message.to()))
              .put("subject", message.subject())
              .put("date", message.date().toString()));
    }
    return list;
  }

  private void empty(RoutingContext context) {
    clear().onSuccess(done -> context.response().setStatusCode(204).end()).onFailure(context::fail);
  }

  private void emptyByForm(RoutingContext context) {
    if (CrossSite.sent(context.request())) {
      InboxProblem.crossSite().send(context);
      return;
    }
    clear()
        .onSuccess(
            done ->
                context
                    .response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, "/inbox")
                    .end())
        .onFailure(context::fail);
  }

  private Future<Void> clear() {
    return blocking(
        () -> {
          store.clear();
          return null;
        });
  }

  private static void failed(RoutingContext context) {
    if (context.statusCode() == 400) {
      InboxProblem.invalid("The address cannot be decoded.").send(context);
      return;
    }
    // Not the message: it may quote a mail or an address.
    LOG.error("inbox_failed error={}", context.failure().getClass().getName());
    InboxProblem.broken().send(context);
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }
}

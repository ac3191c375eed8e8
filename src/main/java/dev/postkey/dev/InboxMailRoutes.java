package dev.postkey.dev;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One mail over HTTP: its source, its link, its HTML. */
final class InboxMailRoutes {
  private final Vertx vertx;
  private final InboxStore store;

  InboxMailRoutes(Vertx vertx, InboxStore store) {
    this.vertx = vertx;
    this.store = store;
  }

  void mount(Router router) {
    router.get("/inbox/messages/:id").handler(mail(Buffer::buffer, this::sendSource));
    router.get("/inbox/messages/:id/link").handler(mail(MailContent::parse, this::sendLink));
    router.get("/inbox/messages/:id/html").handler(mail(MailContent::parse, this::sendHtml));
  }

  /** Reads and decodes the mail that the path names on a worker, and answers with it. */
  private <T> Handler<RoutingContext> mail(
      Function<byte[], T> decode, BiConsumer<RoutingContext, T> answer) {
    return context ->
        vertx
            .executeBlocking(() -> store.raw(context.pathParam("id")).map(decode), false)
            .onSuccess(
                mail ->
                    mail.ifPresentOrElse(
                        found -> answer.accept(context, found),
                        () -> InboxProblem.notFound("No mail has this id.").send(context)))
            .onFailure(context::fail);
  }

  private void sendSource(RoutingContext context, Buffer raw) {
    String file = context.pathParam("id") + ".eml";
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "message/rfc822")
        .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
        .end(raw);
  }

  private void sendLink(RoutingContext context, MailContent mail) {
    Optional<String> link = mail.link();
    if (link.isEmpty()) {
      InboxProblem.notFound("The text of this mail has no link.").send(context);
      return;
    }
    context.json(new JsonObject().put("link", link.get()));
  }

  private void sendHtml(RoutingContext context, MailContent mail) {
    Optional<String> html = mail.html();
    if (html.isEmpty()) {
      InboxProblem.notFound("This mail has no HTML.").send(context);
      return;
    }
    PageHeaders.ofMail(context.response().headers());
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .end(linksInNewTabs(html.get()));
  }

  /** The page that a link leads to refuses to be framed, so it must not open in the frame. */
  private static String linksInNewTabs(String html) {
    return "<!doctype html><base target=\"_blank\">" + html;
  }
}

package dev.postkey.dev;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of the demo. Opening a link only looks; a button uses it. */
final class DemoRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRoutes.class);
  private static final long MAX_BODY = 4096;
  private static final String LINK = "/reset=(?<token>.*)";

  private final PostkeyClient postkey;
  private final DemoPages pages;
  private final StaticFiles files = new StaticFiles();

  DemoRoutes(PostkeyClient postkey, DemoPages pages) {
    this.postkey = postkey;
    this.pages = pages;
  }

  void mount(Router router) {
    BodyHandler form = BodyHandler.create(false).setBodyLimit(MAX_BODY);
    router.route().handler(new PageHeaders()).handler(new LoopbackOnly());
    router.get("/").handler(context -> new HtmlPage(200, pages.forgot()).send(context));
    router.post("/").handler(form).handler(this::refuseCrossSite).handler(this::ask);
    router.getWithRegex(LINK).handler(this::look);
    router.postWithRegex(LINK).handler(this::refuseCrossSite).handler(this::use);
    router.get("/static/:file").handler(files);
    // Without one the router logs what it could not decode, and with it a token or an address.
    router.errorHandler(400, context -> notice(400, Notice.NO_PAGE).send(context));
    router.errorHandler(404, context -> notice(404, Notice.NO_PAGE).send(context));
    router.errorHandler(500, this::broken);
  }

  private void ask(RoutingContext context) {
    List<String> emails = context.request().formAttributes().getAll("email");
    String email = emails.size() == 1 ? emails.get(0).strip() : "";
    show(context, postkey.requestReset(email), call -> pages.asked(email, call), Notice.AWAY);
  }

  private void look(RoutingContext context) {
    String token = context.pathParam("token");
    String consume = postkey.consumeCommand(token);
    show(context, postkey.inspect(token), call -> pages.live(call, consume), Notice.AWAY);
  }

  private void use(RoutingContext context) {
    String token = context.pathParam("token");
    show(context, postkey.consume(token), pages::used, Notice.UNSURE);
  }

  /** Sends {@code page} when Postkey said yes, its reason when it said no, else {@code silence}. */
  private void show(
      RoutingContext context,
      Future<PostkeyCall> call,
      Function<PostkeyCall, String> page,
      Notice silence) {
    call.transform(
            done ->
                Future.succeededFuture(
                    done.succeeded() ? answer(done.result(), page) : away(silence, done.cause())))
        .onSuccess(shown -> shown.send(context))
        .onFailure(context::fail);
  }

  private HtmlPage answer(PostkeyCall call, Function<PostkeyCall, String> page) {
    return call.succeeded()
        ? new HtmlPage(200, page.apply(call))
        : new HtmlPage(call.status(), pages.notice(call));
  }

  private HtmlPage away(Notice silence, Throwable error) {
    LOG.warn("postkey_away reason={}", error.getClass().getSimpleName());
    return notice(503, silence);
  }

  private HtmlPage notice(int status, Notice said) {
    return new HtmlPage(status, pages.notice(said));
  }

  private void refuseCrossSite(RoutingContext context) {
    if (CrossSite.sent(context.request())) {
      notice(403, Notice.CROSS_SITE).send(context);
    } else {
      context.next();
    }
  }

  private void broken(RoutingContext context) {
    // Not the message: it may quote the path, and with it a token.
    LOG.error("demo_failed error={}", context.failure().getClass().getName());
    notice(500, Notice.BROKEN).send(context);
  }
}

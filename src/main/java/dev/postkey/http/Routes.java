package dev.postkey.http;

import dev.postkey.bus.Bus;
import dev.postkey.config.Config.Scope;
import dev.postkey.model.Secrets;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Every path of the public port, who may ask there, and who answers. */
final class Routes {
  private static final String GET_METHODS = "GET, HEAD, OPTIONS";
  private static final String POST_METHODS = "POST, OPTIONS";

  private static final String RESET_REQUESTS = "/v1/reset-requests";
  private static final String CHALLENGE = "/v1/challenge";

  private final Router router;
  private final Supplier<Directory> directory;

  private Routes(Router router, Supplier<Directory> directory) {
    this.router = router;
    this.directory = directory;
  }

  /** Mounts all on {@code router}, in the order in which they are tried. */
  static void mount(
      Router router,
      Supplier<Directory> directory,
      Connections connections,
      Turnstile turnstile,
      Bus bus,
      Admission admission,
      VisitorGuard visitors,
      Visits visits,
      Contract contract) {
    Routes routes = new Routes(router, directory);
    router.route().handler(connections);
    // Before the turnstile, so that browsers can read its refusals too.
    router
        .route(RESET_REQUESTS)
        .handler(new Cors(HttpMethod.POST, () -> directory.get().origins()));
    router
        .route(CHALLENGE)
        .handler(new Cors(HttpMethod.GET, () -> directory.get().visitorOrigins()));
    router.route().handler(turnstile);
    router.post(RESET_REQUESTS).handler(visitors);
    routes.get(CHALLENGE, visits.challenge());
    routes.mount(bus, admission, contract);
  }

  private void mount(Bus bus, Admission admission, Contract contract) {
    ResetRequests requests = new ResetRequests(bus, admission);
    Tokens tokens = new Tokens(bus, admission);
    Minting minting = new Minting(bus, admission, Secrets.system());

    post(RESET_REQUESTS, Scope.REQUEST, requests::accept);
    get("/v1/reset-requests/:id", guard(Scope.READ, requests::story));
    post("/v1/tokens", Scope.MINT, minting::mint);
    post("/v1/tokens/inspect", Scope.CONSUME, tokens::inspect);
    post("/v1/tokens/consume", Scope.CONSUME, tokens::consume);
    post("/v1/tokens/revoke", Scope.REVOKE, tokens::revoke);
    get("/openapi.yaml", contract);
  }

  private void post(String path, Scope scope, Endpoint endpoint) {
    router.post(path).handler(guard(scope, endpoint));
    router.route(path).handler(new OtherMethods(POST_METHODS));
  }

  private void get(String path, Handler<RoutingContext> handler) {
    router.get(path).method(HttpMethod.HEAD).handler(handler);
    router.route(path).handler(new OtherMethods(GET_METHODS));
  }

  private Guard guard(Scope scope, Endpoint endpoint) {
    return new Guard(directory, scope, endpoint);
  }
}

package dev.postkey.manage;

import dev.postkey.bus.Bus;
import dev.postkey.config.Config;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the management port: health, metrics, audit trails, and what the dev mode adds. */
public final class ManagementVerticle extends VerticleBase {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final int MOST_CONNECTIONS = 128;

  private static final Logger log = LoggerFactory.getLogger(ManagementVerticle.class);

  private final Bus bus;
  private final Supplier<Config> config;
  private final Keyring keyring;
  private final PrometheusMeterRegistry metrics;
  private final Supplier<Optional<String>> closedBecause;
  private final BiConsumer<Vertx, Router> more;
  private Store store;
  private HttpServer server;

  /** The oldest first. */
  private final Set<HttpConnection> connections = new LinkedHashSet<>();

  /**
   * @param closedBecause why this node should get no requests now, if so
   * @param more adds further routes, behind the same guard
   */
  public ManagementVerticle(
      Bus bus,
      Supplier<Config> config,
      Keyring keyring,
      PrometheusMeterRegistry metrics,
      Supplier<Optional<String>> closedBecause,
      BiConsumer<Vertx, Router> more) {
    this.bus = bus;
    this.config = config;
    this.keyring = keyring;
    this.metrics = metrics;
    this.closedBecause = closedBecause;
    this.more = more;
  }

  @Override
  public Future<?> start() {
    Config.Management management = config.get().management();
    Config.Redis redis = config.get().redis();
    store = new Store(vertx, redis, new Partitions(redis.partitions()), keyring);
    server = vertx.createHttpServer(options()).connectionHandler(this::opened);
    return server.requestHandler(router(management)).listen(management.port(), management.host());
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions().setIdleTimeout(120).setHttp2ClearTextEnabled(false);
  }

  /**
   * A few are enough for operators and what watches for them. For one more the oldest is closed:
   * whoever hoards connections, which takes no token, keeps nobody from asking for the health.
   */
  private void opened(HttpConnection connection) {
    if (connections.size() >= MOST_CONNECTIONS) {
      HttpConnection oldest = connections.iterator().next();
      connections.remove(oldest);
      oldest.close();
    }
    connections.add(connection);
    connection.closeHandler(gone -> connections.remove(connection));
  }

  @Override
  public Future<?> stop() {
    return server.close().eventually(store::close);
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  private Router router(Config.Management management) {
    Router router = Router.router(vertx);
    // Without these, the router logs what was asked (S14).
    for (int status : new int[] {400, 413, 415}) {
      router.errorHandler(status, context -> answer(context, status, new JsonObject()));
    }
    router.errorHandler(500, ManagementVerticle::broken);
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.route().handler(new ManagementGuard(management));
    router.get("/metrics").handler(this::metrics);
    new AuditRoute(bus).mount(router);
    more.accept(vertx, router);
    return router;
  }

  private static void broken(RoutingContext context) {
    String error = context.failure() == null ? "" : context.failure().getClass().getName();
    log.error("management_failed route={} error={}", context.currentRoute(), error);
    answer(context, 500, new JsonObject());
  }

  private void live(RoutingContext context) {
    answer(context, 200, new JsonObject().put("status", "UP"));
  }

  private void ready(RoutingContext context) {
    Optional<String> closed = closedBecause.get();
    if (closed.isPresent()) {
      notReady(context, closed.get());
      return;
    }
    store
        .probe()
        .onSuccess(done -> answer(context, 200, new JsonObject().put("status", "UP")))
        .onFailure(error -> notReady(context, error.getMessage()));
  }

  /** Reasons are for operators on this machine; on any other address health gives none. */
  private void notReady(RoutingContext context, String reason) {
    JsonObject body = new JsonObject().put("status", "DOWN");
    if (config.get().management().isLoopback()) {
      body.put("reason", reason);
    }
    answer(context, 503, body);
  }

  static void answer(RoutingContext context, int status, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.encode());
  }

  private void metrics(RoutingContext context) {
    context.response().putHeader("Content-Type", METRICS_TYPE).end(metrics.scrape());
  }
}

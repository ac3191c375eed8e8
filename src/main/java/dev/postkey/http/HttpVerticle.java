package dev.postkey.http;

import dev.postkey.bus.Bus;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The public port. One instance per event loop: they share the port and nothing else, and each
 * bears its share of {@code http.max-concurrent} and {@code http.max-connections}. Whatever is
 * asked goes over the bus.
 */
public final class HttpVerticle extends VerticleBase {
  /** In bytes: the request line. The longest of ours has some 70. */
  private static final int MAX_LINE = 4 * 1024;

  /** In bytes: all header fields together. */
  private static final int MAX_HEADERS = 8 * 1024;

  /** In seconds: how long a stop waits for the answers that are being worked on. */
  private static final int DRAIN = 10;

  private final Bus bus;
  private final Supplier<Config> config;
  private final ClientLimits limits;
  private final Challenges challenges;
  private Connections connections;
  private HttpServer server;

  /**
   * @param config the configuration in force; asked for each request, from any event loop
   */
  public HttpVerticle(
      Bus bus, Supplier<Config> config, ClientLimits limits, Challenges challenges) {
    this.bus = bus;
    this.config = config;
    this.limits = limits;
    this.challenges = challenges;
  }

  @Override
  public Future<?> start() {
    return vertx.executeBlocking(Contract::load).map(this::router).compose(this::listen);
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(DRAIN, TimeUnit.SECONDS).eventually(limits::close);
  }

  /** The port on which this listens, once deployed. */
  public int port() {
    return server.actualPort();
  }

  private Router router(Contract contract) {
    Config.Http http = config.get().http();
    connections = new Connections(this::connections, http.idleTimeout());
    vertx.setPeriodic(sweep(http.idleTimeout()), now -> connections.closeStale());
    Router router = Router.router(vertx);
    Turnstile turnstile = new Turnstile(this::requests);
    Admission admission = new Admission(limits);
    CurrentDirectory directory = new CurrentDirectory(config);
    Visits visits = new Visits(bus, directory, admission, challenges, limits);
    VisitorGuard visitors =
        new VisitorGuard(directory, new Doorstep(this::visitors), visits::accept);
    Errors.mount(router);
    Routes.mount(
        router, directory, connections, turnstile, bus, admission, visitors, visits, contract);
    return router;
  }

  private Future<HttpServer> listen(Router router) {
    Config.Http http = config.get().http();
    server =
        vertx
            .createHttpServer(options(http))
            .connectionHandler(connections::opened)
            .requestHandler(router)
            .invalidRequestHandler(Errors::invalid);
    return server.listen(http.port(), http.host());
  }

  private static HttpServerOptions options(Config.Http http) {
    return new HttpServerOptions()
        .setMaxInitialLineLength(MAX_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setIdleTimeout(Math.toIntExact(http.idleTimeout().toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setHttp2ClearTextEnabled(false);
  }

  /** Often enough that a connection is closed about when it should be. */
  private static long sweep(Duration idleTimeout) {
    return Math.max(1, Math.min(1_000, idleTimeout.toMillis() / 4));
  }

  /** How many connections this instance may have. */
  private int connections() {
    return share(Descriptors.forConnections(config.get().http().maxConnections()));
  }

  /** How many requests this instance may work on at once. */
  private int requests() {
    return share(config.get().http().maxConcurrent());
  }

  /** How many of these may wait for the body of somebody without an API key. */
  private int visitors() {
    return Math.max(1, requests() / 4);
  }

  private int share(int bound) {
    int instances = Math.max(1, context.getInstanceCount());
    return (bound + instances - 1) / instances;
  }
}

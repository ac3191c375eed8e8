package dev.postkey.dev;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo application of the dev mode, on loopback: a page that asks for a reset mail, and the
 * page behind the link. Its back end talks to Postkey as any application would, over HTTP with an
 * API key, and shows each call it made.
 *
 * <p>It shows the API key in clear: use it with a key of the dev mode alone.
 */
public final class DemoVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DemoVerticle.class);
  private static final String HOST = "127.0.0.1";

  private final URI postkeyUrl;
  private final URI inboxUrl;
  private final String apiKey;
  private final int port;
  private HttpClient client;
  private HttpServer server;

  /**
   * @param postkeyUrl Postkey's public port
   * @param inboxUrl the page of the inbox, to link to
   * @param apiKey with scopes {@code request} and {@code consume}
   * @param port 0 for any that is free, see {@link #port()}
   */
  public DemoVerticle(URI postkeyUrl, URI inboxUrl, String apiKey, int port) {
    this.postkeyUrl = postkeyUrl;
    this.inboxUrl = inboxUrl;
    this.apiKey = apiKey;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient();
    PostkeyClient postkey = new PostkeyClient(client, postkeyUrl, apiKey);
    return vertx
        .executeBlocking(
            () -> new DemoRoutes(postkey, new DemoPages(inboxUrl, Clock.systemDefaultZone())))
        .compose(this::listen)
        .onSuccess(listening -> LOG.info("demo_listens port={}", port()));
  }

  private Future<HttpServer> listen(DemoRoutes routes) {
    Router router = Router.router(vertx);
    routes.mount(router);
    server = vertx.createHttpServer(new HttpServerOptions().setHost(HOST).setPort(port));
    return server
        .requestHandler(router)
        .listen()
        .recover(
            error ->
                Future.failedFuture(
                    new IOException(
                        "the demo cannot listen on port " + port + ": " + error.getMessage(),
                        error)));
  }

  @Override
  public Future<?> stop() {
    return server.close().eventually(client::close);
  }

  /** The port on which it listens; known once it is deployed. */
  public int port() {
    return server.actualPort();
  }
}

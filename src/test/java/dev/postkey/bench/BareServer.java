package dev.postkey.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * The yardstick of the benchmark: a Vert.x server that parses the same JSON and answers 202, and
 * does nothing else. {@code src/test/bench/run.sh} says how to use it.
 */
public final class BareServer extends VerticleBase {
  private final int port;

  private BareServer(int port) {
    this.port = port;
  }

  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    Vertx.vertx()
        .deployVerticle(
            () -> new BareServer(port),
            new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
        .onSuccess(id -> System.out.println("ready"))
        .onFailure(Throwable::printStackTrace);
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer().requestHandler(BareServer::answer).listen(port, "127.0.0.1");
  }

  private static void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String email = new JsonObject(body).getString("email");
              request
                  .response()
                  .setStatusCode(email == null ? 400 : 202)
                  .putHeader("Content-Type", "application/json")
                  .end("{\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"status\":\"accepted\"}");
            });
  }
}

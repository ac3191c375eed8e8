package dev.postkey.dev;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Answers the three calls of the demo as the contract has it, and remembers what was asked. */
final class FakePostkey {
  /** One call as it came in. */
  record Asked(String path, String authorization, JsonObject body) {}

  private record Answer(int status, JsonObject body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  FakePostkey(Vertx vertx) throws Exception {
    server = vertx.createHttpServer().requestHandler(this::handle);
    server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  List<Asked> asked() {
    return asked;
  }

  void answer(String path, int status, JsonObject body) {
    answers.put(path, new Answer(status, body));
  }

  void refuse(String path, int status, String code) {
    answer(path, status, new JsonObject().put("status", status).put("code", code));
  }

  void close() throws Exception {
    server.close().await(5, TimeUnit.SECONDS);
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              asked.add(
                  new Asked(
                      request.path(), request.getHeader("Authorization"), new JsonObject(body)));
              Answer answer = answers.get(request.path());
              request.response().setStatusCode(answer.status()).end(answer.body().toBuffer());
            });
  }
}

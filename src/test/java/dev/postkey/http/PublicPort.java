package dev.postkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Address;
import dev.postkey.bus.Bus;
import dev.postkey.bus.BusMessage;
import dev.postkey.config.Config;
import dev.postkey.support.ContractValidator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The public port, live on a free port, with the other verticles played by the test. Every answer
 * had through {@link #send} is held against the contract.
 */
final class PublicPort {
  static final ContractValidator CONTRACT = ContractValidator.load();

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final AtomicReference<Config> config;
  private final HttpVerticle verticle;
  private final HttpClient client = HttpClient.newHttpClient();

  /** What was asked of the bus, in order. */
  final List<BusMessage> asked = new CopyOnWriteArrayList<>();

  /** What was counted, as {@code kind who}. */
  final List<String> counted = new CopyOnWriteArrayList<>();

  /** How the limits judge. */
  volatile Function<String, Future<ClientLimits.Verdict>> verdict =
      kind -> Future.succeededFuture(ClientLimits.Verdict.ALLOWED);

  PublicPort(Config start) throws Exception {
    config = new AtomicReference<>(start);
    verticle =
        new HttpVerticle(
            bus,
            config::get,
            (rate, kind, who) -> {
              counted.add(kind + " " + who);
              return verdict.apply(kind);
            });
    vertx.deployVerticle(verticle).await(5, SECONDS);
  }

  /** Plays a verticle. */
  <Q extends BusMessage, A extends BusMessage> void serve(
      Address<Q, A> at, Function<Q, Future<? extends A>> answer) throws Exception {
    bus.serve(
            at,
            question -> {
              asked.add(question);
              return answer.apply(question);
            })
        .await(5, SECONDS);
  }

  void reload(Config next) {
    config.set(next);
  }

  int port() {
    return verticle.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  HttpResponse<String> post(String path, String key, String json) {
    return post(path, key, BodyPublishers.ofString(json));
  }

  HttpResponse<String> post(String path, String key, BodyPublisher body) {
    return send(
        request(path)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(body));
  }

  HttpResponse<String> get(String path, String key) {
    return send(request(path).header("Authorization", "Bearer " + key).GET());
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      if (!List.of("OPTIONS", "HEAD").contains(answer.request().method())) {
        CONTRACT.check(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends bytes that no client would, and reads until the server closes. */
  String raw(String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Stops the verticle as a shutdown does, without waiting for it. */
  Future<?> undeploy() {
    return vertx.undeploy(verticle.deploymentID());
  }

  void close() throws Exception {
    vertx.close().await(15, SECONDS);
  }
}

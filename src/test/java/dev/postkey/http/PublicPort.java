package dev.postkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Address;
import dev.postkey.bus.Bus;
import dev.postkey.bus.BusMessage;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.model.Secrets;
import dev.postkey.redis.IndexKeys;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The public port, live on a free port, with the other verticles played by the test. Every answer
 * had through {@link #send} is held against the contract.
 */
final class PublicPort {
  static final ContractValidator CONTRACT = ContractValidator.load();

  /** What counts and signs; the same for every port. */
  static final IndexKeys INDEX =
      new IndexKeys(new Secret("ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final AtomicReference<Config> config;
  private final HttpVerticle verticle;
  private final HttpClient client = HttpClient.newHttpClient();

  /** What was asked of the bus, in order. */
  final List<BusMessage> asked = new CopyOnWriteArrayList<>();

  /** What was counted, as {@code kind who}. */
  final List<String> counted = new CopyOnWriteArrayList<>();

  /** How long the limits make a call wait, by their names. */
  volatile Function<String, Future<Duration>> wait = name -> Future.succeededFuture(Duration.ZERO);

  /** By which challenges end. */
  final SetClock clock = new SetClock();

  /** With limits that the test judges. */
  PublicPort(Config start) throws Exception {
    config = new AtomicReference<>(start);
    verticle = deploy(new JudgedLimits());
  }

  /** With the limits of production. */
  PublicPort(Config start, Config.Redis redis) throws Exception {
    config = new AtomicReference<>(start);
    verticle = deploy(new SharedLimits(vertx, redis, INDEX));
  }

  private HttpVerticle deploy(ClientLimits limits) throws Exception {
    Challenges challenges = new Challenges(INDEX, Secrets.system(), clock);
    HttpVerticle deployed = new HttpVerticle(bus, config::get, limits, challenges);
    vertx.deployVerticle(deployed).await(5, SECONDS);
    return deployed;
  }

  /** Allows everything that {@link #wait} does not put off, and remembers what was used up. */
  private final class JudgedLimits implements ClientLimits {
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    @Override
    public Future<Verdict> admit(AppId app, List<Limit> limits) {
      Future<List<Count>> counts = Future.succeededFuture(new ArrayList<>());
      for (Limit limit : limits) {
        counted.add(limit.name() + " " + app + "|" + limit.who());
        counts = counts.compose(before -> wait.apply(limit.name()).map(after(before, limit)));
      }
      return counts.map(Verdict::new);
    }

    private Function<Duration, List<Count>> after(List<Count> before, Limit limit) {
      return waits -> {
        before.add(new Count(limit, waits, waits.isZero() ? 19 : 0, Duration.ofSeconds(3)));
        return before;
      };
    }

    @Override
    public Future<Boolean> useUp(AppId app, String kind, String what, Duration keep) {
      return Future.succeededFuture(used.add(app + "|" + kind + "|" + what));
    }
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

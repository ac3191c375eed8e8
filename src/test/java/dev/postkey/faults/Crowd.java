package dev.postkey.faults;

import dev.postkey.support.ServeMode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients as a careful back end is one: a call that got no answer is sent again, to another node,
 * with the same {@code Idempotency-Key}. Safe for several threads.
 */
final class Crowd {
  /** How long a call is sent again before it is given up. */
  static final Duration PATIENT = Duration.ofSeconds(60);

  /** Sent a single time. */
  static final Duration ONCE = Duration.ZERO;

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Stands for no answer. */
  private static final int NONE = 0;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger turn = new AtomicInteger();
  private final Supplier<List<Integer>> ports;

  /**
   * @param ports of the nodes that are worth a try now
   */
  Crowd(Supplier<List<Integer>> ports) {
    this.ports = ports;
  }

  private record Said(int status, String text) {
    JsonObject json() {
      return new JsonObject(text);
    }
  }

  /** Asks for a reset mail. */
  Call ask(String email, Duration patience) throws InterruptedException {
    Instant from = Instant.now();
    String body = new JsonObject().put("email", email).encode();
    boolean unknown = false;
    Said said;
    do {
      said = post("/v1/reset-requests", body, "key of " + email);
      if (said.status() == 202) {
        Optional<String> id = Optional.of(said.json().getString("id"));
        return new Call(email, Call.Answer.ACCEPTED, id, "202", from, Instant.now());
      }
      unknown |= said.status() == NONE;
      LockSupport.parkNanos(PAUSE.toNanos());
    } while (Instant.now().isBefore(from.plus(patience)));
    Call.Answer answer = unknown ? Call.Answer.UNKNOWN : Call.Answer.REFUSED;
    return new Call(
        email, answer, Optional.empty(), said.status() + said.text(), from, Instant.now());
  }

  /** Looks at a link: {@code live}, or the code of the refusal. */
  String look(String token) throws InterruptedException {
    Said said = post("/v1/tokens/inspect", new JsonObject().put("token", token).encode(), "");
    if (said.status() == NONE) {
      return said.text();
    }
    return said.json().getString(said.status() == 200 ? "state" : "code");
  }

  /** Tries to use a link once; returns the status, 0 for no answer. */
  int use(String token) throws InterruptedException {
    return post("/v1/tokens/consume", new JsonObject().put("token", token).encode(), "").status();
  }

  private Said post(String path, String body, String idempotencyKey) throws InterruptedException {
    List<Integer> open = ports.get();
    if (open.isEmpty()) {
      return new Said(503, "nobody is there");
    }
    int port = open.get(Math.floorMod(turn.getAndIncrement(), open.size()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + ServeMode.API_KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (!idempotencyKey.isEmpty()) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      return new Said(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Said(NONE, e.getClass().getSimpleName());
    }
  }
}

package dev.postkey.support;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** People who ask for mails, each for another address, until the test has seen enough. */
public final class Callers implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(15);
  private static final JsonObject NOTHING = new JsonObject();

  /**
   * One question and what came of it.
   *
   * @param status 0 when there was no answer
   * @param id of the request, when it was accepted
   * @param at when the answer came, by {@link System#nanoTime}
   */
  public record Call(
      String email, int status, String id, Optional<String> retryAfter, Duration took, long at) {
    public boolean accepted() {
      return status == 202;
    }
  }

  private final Postkey postkey;
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean enough;

  private Callers(Postkey postkey) {
    this.postkey = postkey;
  }

  /** Begins at once. */
  public static Callers start(Postkey postkey, int callers) {
    Callers started = new Callers(postkey);
    for (int i = 0; i < callers; i++) {
      Thread thread = new Thread(started::askOn, "caller-" + i);
      thread.setDaemon(true);
      started.threads.add(thread);
      thread.start();
    }
    return started;
  }

  private void askOn() {
    while (!enough) {
      calls.add(ask());
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Call ask() {
    String email = "person" + count.incrementAndGet() + "@example.com";
    long start = System.nanoTime();
    try {
      HttpResponse<String> answer =
          postkey.post("/v1/reset-requests", new JsonObject().put("email", email));
      JsonObject body = answer.statusCode() == 202 ? new JsonObject(answer.body()) : NOTHING;
      return new Call(
          email,
          answer.statusCode(),
          body.getString("id", ""),
          answer.headers().firstValue("Retry-After"),
          Duration.ofNanos(System.nanoTime() - start),
          System.nanoTime());
    } catch (IOException | InterruptedException e) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Call(email, 0, "", Optional.empty(), took, System.nanoTime());
    }
  }

  /** What was answered so far. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Waits until so many more were answered with {@code status}. */
  public void await(int more, int status) throws Exception {
    long since = System.nanoTime();
    Eventually.holds(
        more + " answers " + status,
        () ->
            calls.stream().filter(call -> call.status() == status && call.at() > since).count()
                >= more);
  }

  /** How long after {@code moment} the first request was accepted. */
  public Duration firstAcceptedAfter(long moment) throws Exception {
    return Eventually.see(
        () -> "a 202 among " + calls.size() + " answers",
        () ->
            calls.stream()
                .filter(call -> call.accepted() && call.at() > moment)
                .map(call -> Duration.ofNanos(call.at() - moment))
                .min(Duration::compareTo));
  }

  /** Ends the asking, waits for the last answers and returns them all. */
  public List<Call> finish() {
    close();
    return calls();
  }

  /** As {@link #finish}. */
  @Override
  public void close() {
    enough = true;
    try {
      for (Thread thread : threads) {
        thread.join(Eventually.PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

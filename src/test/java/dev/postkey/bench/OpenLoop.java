package dev.postkey.bench;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks for reset mails at a fixed rate, each for an address of its own, whether or not what was
 * asked before is answered: so many callers that none of them knows of the others. (A loop that
 * waits for each answer slows down with the server and cannot overload it.) Each request has a
 * connection of its own while it waits; connections are kept and used again.
 */
public final class OpenLoop implements AutoCloseable {
  /** How long answers are waited for when nothing more is asked. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final NetClient client = vertx.createNetClient();
  private final Deque<Line> free = new ArrayDeque<>();
  private final Set<Line> busy = new HashSet<>();
  private final int port;
  private final String head;
  private final int mostConnections;
  private long asked;

  /**
   * @param key an API key with the scope {@code request}
   * @param mostConnections how many requests may wait; more are not sent, and counted as such
   */
  public OpenLoop(int port, String key, int mostConnections) {
    this.port = port;
    this.mostConnections = mostConnections;
    this.head =
        "POST /v1/reset-requests HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
  }

  /** Sends {@code rate} requests a second and returns once the last is answered or given up. */
  public Tally run(int rate, Duration time) throws Exception {
    Run run = new Run(rate, time);
    context.runOnContext(start -> run.begin());
    return run.ended.future().await(time.plus(PATIENCE).plusSeconds(15).toSeconds(), SECONDS);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    vertx.close().await();
  }

  private Buffer nextRequest() {
    String body = "{\"email\":\"load-" + Long.toString(++asked, 36) + "@example.com\"}";
    return Buffer.buffer(head + body.length() + "\r\n\r\n" + body);
  }

  /** What one call of {@link #run} does, on the context's thread. */
  private final class Run {
    final Promise<Tally> ended = Promise.promise();
    private final Tally tally;
    private final long total;
    private final double interval;
    private final long begun = System.nanoTime();
    private long sent;

    Run(int rate, Duration time) {
      this.tally = new Tally(rate, time);
      this.total = rate * time.toMillis() / 1_000;
      this.interval = 1e9 / rate;
    }

    void begin() {
      vertx.setPeriodic(1, this::sendWhatIsDue);
    }

    private void sendWhatIsDue(long timer) {
      long now = System.nanoTime() - begun;
      for (; sent < total && sent * interval <= now; sent++) {
        send(begun + (long) (sent * interval));
      }
      boolean late = now > total * interval + PATIENCE.toNanos();
      if (sent == total && (busy.isEmpty() || late)) {
        vertx.cancelTimer(timer);
        busy.forEach(line -> tally.other("no answer"));
        ended.complete(tally);
      }
    }

    private void send(long due) {
      Line line = free.pollLast();
      while (line != null && !line.isOpen()) {
        line = free.pollLast();
      }
      if (line == null && busy.size() >= mostConnections) {
        tally.other("not sent");
        return;
      }
      Line used = line == null ? new Line(client, port) : line;
      busy.add(used);
      used.ask(nextRequest())
          .onComplete(
              answer -> {
                busy.remove(used);
                if (answer.failed()) {
                  tally.other("connection lost");
                  return;
                }
                tally.answered(answer.result(), System.nanoTime() - due);
                if (used.isOpen()) {
                  free.addLast(used);
                }
              });
    }
  }
}

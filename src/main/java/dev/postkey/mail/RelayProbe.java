package dev.postkey.mail;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.model.Durations;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out whether a relay answers, without mailing anything or logging in. Asked by {@code
 * postkey check}; may be used from any thread.
 */
public final class RelayProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** RFC 5321 section 4.5.3.1.5: the longest reply line. */
  private static final int MAX_LINE = 512;

  private final Vertx vertx;
  private final Duration limit;

  public RelayProbe(Vertx vertx) {
    this(vertx, LIMIT);
  }

  /** For tests, which have no time to wait. */
  RelayProbe(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /**
   * Connects, waits for a greeting and takes leave, within 5 s. Fails with {@link Unavailable},
   * whose message is a sentence for the operator.
   */
  public Future<Void> probe(Config.Relay relay) {
    Promise<Void> answer = Promise.promise();
    // On the connection's own thread: what comes before somebody listens is thrown away.
    vertx.runOnContext(now -> reach(relay).onComplete(answer));
    return answer.future();
  }

  private Future<Void> reach(Config.Relay relay) {
    NetClient client = vertx.createNetClient(options(relay));
    return client
        .connect(relay.port(), relay.host())
        .compose(RelayProbe::greeting)
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .recover(error -> Future.failedFuture(new Unavailable(sentence(relay, error))))
        .compose(line -> judge(relay, line))
        .eventually(client::close);
  }

  private static NetClientOptions options(Config.Relay relay) {
    return new NetClientOptions()
        .setConnectTimeout((int) LIMIT.toMillis())
        .setSsl(relay.tls() == Config.Tls.IMPLICIT)
        .setHostnameVerificationAlgorithm("HTTPS");
  }

  private static Future<String> greeting(NetSocket socket) {
    Promise<String> line = Promise.promise();
    socket.handler(
        RecordParser.newDelimited(
                "\n",
                record -> {
                  socket.end(Buffer.buffer("QUIT\r\n"));
                  line.tryComplete(record.toString().strip());
                })
            .maxRecordSize(MAX_LINE)
            .exceptionHandler(line::tryFail));
    socket.exceptionHandler(line::tryFail);
    socket.closeHandler(closed -> line.tryFail("it closed the connection without a greeting"));
    return line.future();
  }

  private static Future<Void> judge(Config.Relay relay, String line) {
    return line.startsWith("220")
        ? Future.succeededFuture()
        : Future.failedFuture(
            new Unavailable("relay " + relay.name() + " does not greet as an SMTP server does"));
  }

  private String sentence(Config.Relay relay, Throwable error) {
    String why =
        error instanceof TimeoutException
            ? "nothing came within " + Durations.format(limit)
            : HarmlessText.of(String.valueOf(error.getMessage()));
    return "relay " + relay.name() + " does not answer: " + why;
  }
}

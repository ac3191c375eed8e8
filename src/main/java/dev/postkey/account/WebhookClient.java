package dev.postkey.account;

import dev.postkey.account.SourceFailure.Reason;
import dev.postkey.config.Config;
import dev.postkey.config.Hosts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Posts one message to a webhook and reads its answer, bounded in time and size whatever the other
 * side does (requirement F17). Nothing is followed, decompressed or repeated, and each message has
 * a connection of its own: nothing that one answer leaves behind can be taken for the next, which
 * is about somebody else. Belongs to the account verticle's event loop.
 */
final class WebhookClient {
  /** For everything: looking up the host, connecting, asking, and reading the answer. */
  static final int PATIENCE_MILLIS = 5_000;

  static final int MAX_BODY_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final HostLookup lookup;
  private final HttpClient client;

  /**
   * What a webhook answered.
   *
   * @param type as its {@code Content-Type} has it
   * @param body empty unless the status is 200
   */
  record Answer(int status, Optional<String> type, Buffer body) {
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  /**
   * @param atOnce how many may be under way to one webhook; twice as many may wait
   * @param options whom to trust
   */
  WebhookClient(Vertx vertx, HostLookup lookup, int atOnce, HttpClientOptions options) {
    this.vertx = vertx;
    this.lookup = lookup;
    this.client =
        vertx
            .httpClientBuilder()
            .with(options.setKeepAlive(false))
            .with(new PoolOptions().setHttp1MaxSize(atOnce).setMaxWaitQueueSize(2 * atOnce))
            // Where nobody handles it, it is logged, with words of the other side.
            .withConnectHandler(connection -> connection.exceptionHandler(error -> {}))
            .build();
  }

  /** Fails with a {@link SourceFailure} only. */
  Future<Answer> post(Config.Webhook webhook, Map<String, String> headers, Buffer body) {
    Exchange exchange = new Exchange(webhook, headers, body);
    long deadline = vertx.setTimer(PATIENCE_MILLIS, late -> exchange.fail(Reason.TIMEOUT));
    exchange.begin();
    return exchange.answer.future().onComplete(done -> vertx.cancelTimer(deadline));
  }

  Future<Void> close() {
    return client.close().eventually(lookup::close);
  }

  /** One message and its answer. */
  private final class Exchange {
    private final Config.Webhook webhook;
    private final Map<String, String> headers;
    private final Buffer body;
    private final Promise<Answer> answer = Promise.promise();
    private final Buffer read = Buffer.buffer();
    private HttpClientRequest request;

    Exchange(Config.Webhook webhook, Map<String, String> headers, Buffer body) {
      this.webhook = webhook;
      this.headers = headers;
      this.body = body;
    }

    void begin() {
      lookup.addresses(webhook).compose(this::connect).compose(this::send).onFailure(this::broken);
    }

    /** Tries one address after the other, since not each may be reachable from here. */
    private Future<HttpClientRequest> connect(List<InetAddress> addresses) {
      if (answer.future().isComplete()) {
        return Future.failedFuture(new SourceFailure(Reason.TIMEOUT));
      }
      Future<HttpClientRequest> connected = client.request(options(addresses));
      return addresses.size() == 1
          ? connected
          : connected.recover(error -> connect(addresses.subList(1, addresses.size())));
    }

    /**
     * To the first address, which was looked at, while certificate and {@code Host} go by the name.
     */
    private RequestOptions options(List<InetAddress> addresses) {
      URI url = webhook.url();
      boolean secure = url.getScheme().equals("https");
      int standard = secure ? 443 : 80;
      int port = url.getPort() < 0 ? standard : url.getPort();
      String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setServer(SocketAddress.inetSocketAddress(port, addresses.get(0).getHostAddress()))
              .setHost(Hosts.withoutBrackets(url.getHost()))
              .setPort(port)
              .setSsl(secure)
              .setConnectTimeout(PATIENCE_MILLIS / addresses.size())
              .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
      headers.forEach(options::putHeader);
      return options;
    }

    private Future<Void> send(HttpClientRequest connected) {
      request = connected.exceptionHandler(this::broken);
      if (answer.future().isComplete()) {
        return connected.reset();
      }
      return connected.send(body).map(this::receive);
    }

    /** Only a {@code 200} has something to say; of all others the status is enough. */
    private Void receive(HttpClientResponse response) {
      response.exceptionHandler(this::broken);
      if (response.statusCode() != 200) {
        complete(response);
        request.reset();
        return null;
      }
      response.handler(this::append).endHandler(end -> complete(response));
      return null;
    }

    private void complete(HttpClientResponse response) {
      Optional<String> type = Optional.ofNullable(response.getHeader("Content-Type"));
      answer.tryComplete(new Answer(response.statusCode(), type, read));
    }

    private void append(Buffer chunk) {
      if (answer.future().isComplete()) {
        return;
      }
      if (read.length() + chunk.length() > MAX_BODY_BYTES) {
        fail(Reason.TOO_LARGE);
        return;
      }
      read.appendBuffer(chunk);
    }

    private void broken(Throwable error) {
      if (error instanceof SourceFailure known) {
        fail(known.reason());
      } else if (error instanceof ConnectionPoolTooBusyException) {
        fail(Reason.BUSY);
      } else {
        fail(error instanceof SSLException ? Reason.INSECURE : Reason.UNREACHABLE);
      }
    }

    /** Ends it, once, and hangs up. */
    void fail(Reason reason) {
      if (answer.tryFail(new SourceFailure(reason)) && request != null) {
        request.reset();
      }
    }
  }
}

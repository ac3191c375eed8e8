package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Bounds how many connections there are, and for how long one may be open without asking anything
 * (requirement W6). The framework's own idle time-out is put off by every piece of a body, so one
 * that trickles in behind its answer would hold a connection for as long as it likes.
 *
 * <p>When there are too many, the one that has asked nothing for longest makes room: whoever hoards
 * connections loses them first. Only when all of them are being worked on the new one is refused.
 * Each verticle instance has its own, with its share of the bound, and uses it from its event loop
 * only.
 */
final class Connections implements Handler<RoutingContext> {
  private final IntSupplier bound;
  private final Duration patience;
  private final Set<HttpConnection> open = new HashSet<>();

  /** Those without a request, the longest first, and since when. */
  private final Map<HttpConnection, Long> quiet = new LinkedHashMap<>();

  /**
   * @param bound how many there may be; asked for each connection
   * @param patience how long one may be without a request whose head has arrived
   */
  Connections(IntSupplier bound, Duration patience) {
    this.bound = bound;
    this.patience = patience;
  }

  /** Lets in a new connection, or closes it unheard. */
  void opened(HttpConnection connection) {
    if (open.size() >= bound.getAsInt() && !madeRoom()) {
      connection.close();
      return;
    }
    open.add(connection);
    quiet.put(connection, System.nanoTime());
    connection.closeHandler(gone -> forget(connection));
  }

  private boolean madeRoom() {
    Iterator<HttpConnection> longest = quiet.keySet().iterator();
    if (!longest.hasNext()) {
      return false;
    }
    close(longest.next());
    return true;
  }

  private void close(HttpConnection connection) {
    forget(connection);
    connection.close();
  }

  private void forget(HttpConnection connection) {
    open.remove(connection);
    quiet.remove(connection);
  }

  /** A request's head has arrived. Comes before all that may answer. */
  @Override
  public void handle(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    if (open.contains(connection)) {
      quiet.remove(connection);
      context.addEndHandler(ended -> answered(connection));
    }
    context.next();
  }

  /** The connection may be gone. Its request's body may still be arriving; nobody waits for it. */
  private void answered(HttpConnection connection) {
    if (open.contains(connection)) {
      quiet.put(connection, System.nanoTime());
    }
  }

  /** Closes what has asked nothing for too long. Called now and then. */
  void closeStale() {
    long now = System.nanoTime();
    Iterator<Map.Entry<HttpConnection, Long>> longest = quiet.entrySet().iterator();
    while (longest.hasNext()) {
      Map.Entry<HttpConnection, Long> next = longest.next();
      if (now - next.getValue() < patience.toNanos()) {
        return;
      }
      longest.remove();
      open.remove(next.getKey());
      next.getKey().close();
    }
  }
}

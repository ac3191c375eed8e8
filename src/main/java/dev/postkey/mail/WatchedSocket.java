package dev.postkey.mail;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.lang.reflect.Method;
import java.time.Duration;

/**
 * A connection to a relay that is closed when the relay breaks the rules of a dialogue ({@link
 * ReplyWatch}), when a message takes too long on it, however busy it seems, and soon after we took
 * leave. The mail client does none of these: it waits for the other side. Used on one event loop
 * only.
 */
final class WatchedSocket {
  private static final Duration LEAVE_TAKING = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final NetSocket socket;
  private final Duration limit;
  private final ReplyWatch watch = new ReplyWatch();
  private long timer;

  private WatchedSocket(Vertx vertx, NetSocket socket, Duration limit) {
    this.vertx = vertx;
    this.socket = socket;
    this.limit = limit;
    this.timer = closeIn(limit);
  }

  /**
   * @param limit from the connection, or from the message before, to the answer to the final dot
   */
  static NetSocket of(Vertx vertx, NetSocket socket, Duration limit) {
    return StandIn.of(NetSocket.class, new WatchedSocket(vertx, socket, limit)::answer);
  }

  private Object answer(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("handler") && arguments[0] != null) {
      @SuppressWarnings("unchecked")
      Handler<Buffer> listener = (Handler<Buffer>) arguments[0];
      return socket.handler(bytes -> heard(bytes, listener));
    }
    if (method.getName().equals("closeHandler")) {
      @SuppressWarnings("unchecked")
      Handler<Void> listener = (Handler<Void>) arguments[0];
      return socket.closeHandler(closed -> closed(listener));
    }
    if (method.getName().equals("write") && arguments[0] instanceof String text && !sent(text)) {
      socket.close();
      return Future.failedFuture("a reply came that nobody had asked for");
    }
    return StandIn.pass(socket, method, arguments);
  }

  private boolean sent(String text) {
    boolean idle = watch.idle();
    boolean inTime = watch.sent(text);
    if (idle || watch.left()) {
      vertx.cancelTimer(timer);
      timer = closeIn(watch.left() ? LEAVE_TAKING : limit);
    }
    return inTime;
  }

  private void heard(Buffer bytes, Handler<Buffer> listener) {
    if (watch.left()) {
      socket.close();
      return;
    }
    ReplyWatch.Finding finding = watch.heard(bytes.getBytes());
    if (watch.idle()) {
      vertx.cancelTimer(timer);
    }
    if (finding == ReplyWatch.Finding.GOOD) {
      listener.handle(bytes);
      return;
    }
    if (finding == ReplyWatch.Finding.TALKATIVE) {
      listener.handle(bytes.slice(0, watch.end()));
    }
    socket.close();
  }

  private void closed(Handler<Void> listener) {
    vertx.cancelTimer(timer);
    listener.handle(null);
  }

  private long closeIn(Duration delay) {
    return vertx.setTimer(delay.toMillis(), id -> socket.close());
  }
}

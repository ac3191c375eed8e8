package dev.postkey.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/** One connection, on which one request at a time is asked. Belongs to one event loop. */
final class Line {
  private final Future<NetSocket> socket;
  private Buffer received = Buffer.buffer();
  private Promise<HttpAnswer> waiting;
  private boolean open = true;

  Line(NetClient client, int port) {
    socket = client.connect(port, "127.0.0.1").onSuccess(this::opened).onFailure(lost -> closed());
  }

  private void opened(NetSocket fresh) {
    fresh.handler(this::read).closeHandler(end -> closed()).exceptionHandler(error -> {});
  }

  Future<HttpAnswer> ask(Buffer request) {
    Promise<HttpAnswer> answer = Promise.promise();
    if (open) {
      waiting = answer;
      socket.onSuccess(connected -> connected.write(request));
    } else {
      answer.fail("closed");
    }
    return answer.future();
  }

  boolean isOpen() {
    return open;
  }

  private void read(Buffer bytes) {
    received.appendBuffer(bytes);
    HttpAnswer.parse(received).ifPresent(this::answered);
  }

  private void answered(HttpAnswer answer) {
    received = Buffer.buffer();
    if (answer.closes()) {
      open = false;
      socket.result().close();
    }
    Promise<HttpAnswer> asker = waiting;
    waiting = null;
    if (asker != null) {
      asker.complete(answer);
    }
  }

  private void closed() {
    open = false;
    Promise<HttpAnswer> asker = waiting;
    waiting = null;
    if (asker != null) {
      asker.fail("closed");
    }
  }
}

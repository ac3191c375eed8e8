package dev.postkey.bench;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An SMTP server that takes every mail, as fast as it can, and remembers for whom it was. */
public final class MailSink implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer server = vertx.createNetServer().connectHandler(this::greet);
  private final Set<String> recipients = ConcurrentHashMap.newKeySet();

  /** Listens on a free port of the loopback interface. */
  public static MailSink start() {
    MailSink sink = new MailSink();
    sink.server.listen(0, "127.0.0.1").await();
    return sink;
  }

  public int port() {
    return server.actualPort();
  }

  /** How many different people got a mail. */
  public int people() {
    return recipients.size();
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private void greet(NetSocket socket) {
    Dialogue dialogue = new Dialogue(socket);
    socket.handler(RecordParser.newDelimited("\r\n", line -> dialogue.hear(line.toString())));
    socket.write("220 sink ESMTP\r\n");
  }

  private final class Dialogue {
    private final NetSocket socket;
    private String recipient = "";
    private boolean data;

    Dialogue(NetSocket socket) {
      this.socket = socket;
    }

    void hear(String line) {
      if (data) {
        if (line.equals(".")) {
          data = false;
          recipients.add(recipient);
          socket.write("250 2.0.0 taken\r\n");
        }
        return;
      }
      String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
      switch (verb) {
        case "RCPT" -> {
          recipient = line;
          socket.write("250 2.1.5 good\r\n");
        }
        case "DATA" -> {
          data = true;
          socket.write("354 go on\r\n");
        }
        case "QUIT" -> socket.end();
        default -> socket.write("250 good\r\n");
      }
    }
  }
}

package dev.postkey.http;

import static dev.postkey.http.Configs.KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.model.RequestId;
import dev.postkey.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What callers can do with connections, and for how long. */
final class ConnectionsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String NOTHING = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String BODY = "{\"email\":\"ann@example.com\"}";
  private static final String POST =
      "POST /v1/reset-requests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Authorization: Bearer "
          + KEY
          + "\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;
  private static final AcceptRequest.Accepted ACCEPTED =
      new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));

  private PublicPort port;

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  private void open(int mostConnections, Duration idleTimeout) throws Exception {
    port = new PublicPort(Configs.with(1000, mostConnections, Set.of(), idleTimeout));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  /** Sends a request that has no answer but a 404, and reads that. */
  private static void served(Socket socket) throws IOException {
    send(socket, NOTHING);
    assertThat(start(socket)).isEqualTo("HTTP/1.1 404");
    InputStream in = socket.getInputStream();
    for (int read = in.read(); read != '}'; read = in.read()) {
      assertThat(read).isNotNegative();
    }
  }

  private static String start(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }

  /** True once the server has ended the connection without a word, in either of the two ways. */
  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  @DisplayName("W6: for one connection too many, the one that was quiet for longest goes")
  void w6_the_quietest_connection_makes_room() throws Exception {
    open(2, LONG);
    try (Socket first = connect();
        Socket second = connect()) {
      served(first);
      served(second);
      served(first);
      try (Socket third = connect()) {
        served(third);
        served(first);
        assertThat(ended(second)).isTrue();
      }
    }
  }

  @Test
  @DisplayName("W6: while all connections are being worked on, a new one is closed unheard")
  void w6_a_busy_connection_is_never_closed_for_another() throws Exception {
    open(1, LONG);
    Promise<AcceptRequest.Outcome> store = Promise.promise();
    Promise<Void> reached = Promise.promise();
    port.serve(
        Addresses.ACCEPT,
        command -> {
          reached.complete();
          return store.future();
        });
    try (Socket busy = connect()) {
      send(busy, POST);
      reached.future().await(10, SECONDS);

      try (Socket late = connect()) {
        assertThat(ended(late)).isTrue();
      }

      store.complete(ACCEPTED);
      assertThat(start(busy)).isEqualTo("HTTP/1.1 202");
    }
  }

  @Test
  @DisplayName("W6: header fields that trickle in hold a connection no longer than silence does")
  void w6_a_trickle_of_headers_is_cut_off() throws Exception {
    open(10, SHORT);
    try (Socket socket = connect()) {
      socket.setSoTimeout(20);
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
      Eventually.holds("the connection is closed", () -> trickled(socket));
    }
  }

  @Test
  @DisplayName("W6: nor does a body that goes on trickling in when its request is answered")
  void w6_a_trickle_behind_the_answer_is_cut_off() throws Exception {
    open(10, SHORT);
    try (Socket socket = connect()) {
      socket.setSoTimeout(20);
      send(socket, "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      Eventually.holds("the connection is closed", () -> trickled(socket));
    }
  }

  private static boolean trickled(Socket socket) throws IOException {
    try {
      send(socket, "a");
    } catch (SocketException gone) {
      return true;
    }
    return ended(socket);
  }

  @Test
  @DisplayName("W6: whoever asks and asks and never reads the answers is cut off")
  void w6_a_caller_that_does_not_read_is_cut_off() throws Exception {
    open(10, SHORT);
    byte[] request =
        "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000).getBytes(ISO_8859_1);
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress("127.0.0.1", port.port()))) {
      channel.configureBlocking(false);
      Eventually.holds("the connection is closed", () -> refused(channel, request));
    }
  }

  private static boolean refused(SocketChannel channel, byte[] request) {
    try {
      for (int i = 0; i < 100; i++) {
        channel.write(ByteBuffer.wrap(request));
      }
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  @Test
  @DisplayName("W6: of what one connection asks at once, one thing at a time is worked on")
  void w6_pipelined_requests_wait_for_each_other() throws Exception {
    open(10, LONG);
    Promise<AcceptRequest.Outcome> store = Promise.promise();
    port.serve(Addresses.ACCEPT, command -> store.future());
    try (Socket socket = connect()) {
      send(socket, POST.repeat(20));
      Eventually.holds("the first is asked", () -> !port.asked.isEmpty());
      try (Socket other = connect()) {
        served(other);
      }
      assertThat(port.asked).hasSize(1);

      store.complete(ACCEPTED);
      Eventually.holds("all are asked", () -> port.asked.size() == 20);
    }
  }

  @Test
  @DisplayName("W6: for a caller that hung up nothing more is done")
  void w6_an_abandoned_request_goes_no_further() throws Exception {
    port = new PublicPort(Configs.with(1, 10, Set.of(), LONG));
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(ACCEPTED));
    Promise<Duration> counter = Promise.promise();
    port.wait = name -> counter.future();
    try (Socket socket = connect()) {
      send(socket, POST);
      Eventually.holds("it is counted", () -> port.counted.size() == 1);
    }
    Eventually.holds("its place is free", () -> port.get("/openapi.yaml", KEY).statusCode() == 200);

    counter.complete(Duration.ZERO);

    assertThat(port.post("/v1/reset-requests", KEY, BODY).statusCode()).isEqualTo(202);
    assertThat(port.asked).hasSize(1);
  }

  @Test
  @DisplayName("W6: there is no HTTP/2 and no WebSocket here, and so none of their bounds to mind")
  void w6_nothing_but_http_1_is_spoken() throws Exception {
    open(10, LONG);

    assertThat(port.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/2.0 501 ");
    assertThat(upgrade("h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__")).startsWith("HTTP/1.1 404 ");
    assertThat(
            upgrade(
                "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="))
        .startsWith("HTTP/1.1 404 ");
  }

  private String upgrade(String to) throws IOException {
    try (Socket socket = connect()) {
      send(
          socket,
          "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + to + "\r\n\r\n");
      return start(socket) + " ";
    }
  }
}

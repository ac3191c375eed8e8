package dev.postkey.http;

import static dev.postkey.http.Configs.KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class BoundsTest {
  private static final String PATH = "/v1/reset-requests";
  private static final String BODY = "{\"email\":\"ann@example.com\"}";
  private static final String HEAD =
      "POST "
          + PATH
          + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
          + KEY
          + "\r\n";
  private static final AcceptRequest.Accepted ACCEPTED =
      new AcceptRequest.Accepted(new RequestId("AAECAwQFBgcICQoLDA0ODw"));

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    port = new PublicPort(Configs.with(1, Set.of()));
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  private void accepting() throws Exception {
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(ACCEPTED));
  }

  @Test
  @DisplayName("W6: 16 KiB of body are read, and not a byte more")
  void w6_a_body_over_16_kib_is_refused() throws Exception {
    accepting();
    String fits = BODY + " ".repeat(16 * 1024 - BODY.length());

    assertThat(port.post(PATH, KEY, fits).statusCode()).isEqualTo(202);
    assertThat(port.post(PATH, KEY, fits + " ").statusCode()).isEqualTo(413);
  }

  @Test
  @DisplayName("W6: a body of unsaid length is cut at 16 KiB, and the connection closed")
  void w6_chunks_are_counted() throws Exception {
    String chunk = "400\r\n" + " ".repeat(1024) + "\r\n";

    String answer = port.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17));

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("connection: close");
  }

  @Test
  @DisplayName("W6: a caller that asks first is told before it sends too much")
  void w6_an_expectation_is_answered() throws Exception {
    accepting();

    String refused = port.raw(HEAD + "Expect: 100-continue\r\nContent-Length: 20000\r\n\r\n");
    String welcome =
        port.raw(
            HEAD
                + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY);

    assertThat(refused).startsWith("HTTP/1.1 413 ");
    assertThat(welcome).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 ");
  }

  @Test
  @DisplayName("W6: a URI over 4 KiB is a 414, headers over 8 KiB are a 431")
  void w6_long_uris_and_headers_are_refused() throws Exception {
    String uri = "GET /" + "a".repeat(4096) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    String headers = "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(8192) + "\r\n\r\n";

    assertThat(port.raw(uri))
        .matches("(?s)HTTP/1.[01] 414 .*")
        .contains("\"code\":\"uri-too-long\"");
    assertThat(port.raw(headers))
        .matches("(?s)HTTP/1.[01] 431 .*")
        .contains("\"code\":\"headers-too-large\"");
  }

  @Test
  @DisplayName("W1: what is not HTTP is told so as a problem")
  void w1_malformed_http_is_a_problem() throws Exception {
    for (String request :
        new String[] {
          "GET\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /v1/reset-requests/%f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /v1/challenge?app=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /v1/challenge?% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        }) {
      assertThat(port.raw(request))
          .as(request)
          .matches("(?s)HTTP/1.[01] 400 .*")
          .contains("content-type: application/problem+json")
          .contains("\"code\":\"malformed-http\"");
    }
  }

  @Test
  @DisplayName("W6: one request too many is a fast 503, and the next one is served again")
  void w6_requests_at_once_are_bounded() throws Exception {
    Promise<AcceptRequest.Outcome> store = Promise.promise();
    Promise<Void> reached = Promise.promise();
    port.serve(
        Addresses.ACCEPT,
        command -> {
          reached.tryComplete();
          return store.future();
        });
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> port.post(PATH, KEY, BODY));
    reached.future().await(5, SECONDS);

    HttpResponse<String> second = port.post(PATH, KEY, BODY);
    store.complete(ACCEPTED);

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(second.body()).getString("code")).isEqualTo("overloaded");
    assertThat(second.headers().firstValue("retry-after")).contains("1");
    assertThat(first.get(5, SECONDS).statusCode()).isEqualTo(202);
    assertThat(port.post(PATH, KEY, BODY).statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("W6: a caller that goes away in the middle of its body gives its place back")
  void w6_a_caller_that_goes_away_gives_its_place_back() throws Exception {
    accepting();
    try (Socket socket = new Socket("127.0.0.1", port.port())) {
      String expecting = HEAD + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n";
      socket.getOutputStream().write(expecting.getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(port.post(PATH, KEY, BODY).statusCode()).isEqualTo(503);
    }

    // The close travels on its own way, so the place may be taken for a moment longer.
    HttpResponse<String> next = port.post(PATH, KEY, BODY);
    for (int i = 0; next.statusCode() == 503 && i < 1_000; i++) {
      next = port.post(PATH, KEY, BODY);
    }
    assertThat(next.statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("W6: a connection on which nothing happens is closed")
  void w6_an_idle_connection_is_closed() throws Exception {
    port.close();
    port = new PublicPort(Configs.with(1, Set.of(), Duration.ofMillis(50)));

    assertThat(port.raw(HEAD + "Content-Length: 100\r\n\r\n{")).isEmpty();
  }

  @Test
  @DisplayName("W6: a body that does not arrive in time is a 408, and the connection closed")
  void w6_a_body_that_trickles_is_refused() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    BodyReader.read(vertx, request, Duration.ofMillis(50))
                        .onFailure(late -> ((Refusal) late).answer().send(request.response())))
            .listen(0, "127.0.0.1")
            .await(5, SECONDS);
    try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((HEAD + "Content-Length: 9\r\n\r\n{").getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 408 ")
          .contains("connection: close")
          .contains("\"code\":\"request-timeout\"");
    } finally {
      vertx.close().await(5, SECONDS);
    }
  }

  @Test
  @DisplayName("W6: nobody without a key holds a place by sending slowly")
  void w6_a_slow_stranger_holds_no_place() throws Exception {
    accepting();
    try (Socket socket = new Socket("127.0.0.1", port.port())) {
      String stranger = "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(stranger.getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 401");

      assertThat(port.post(PATH, KEY, BODY).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void a_garbled_chunk_ends_the_connection_and_asks_nothing() throws Exception {
    accepting();

    String answer = port.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");

    assertThat(answer).doesNotContain(" 200 ").doesNotContain(" 202 ");
    assertThat(port.asked).isEmpty();
    assertThat(port.post(PATH, KEY, BODY).statusCode()).isEqualTo(202);
  }

  @Test
  @DisplayName("F5: a stop waits for the answers that are being worked on")
  void f5_a_stop_waits_for_what_is_being_worked_on() throws Exception {
    Promise<AcceptRequest.Outcome> store = Promise.promise();
    Promise<Void> reached = Promise.promise();
    port.serve(
        Addresses.ACCEPT,
        command -> {
          reached.complete();
          return store.future();
        });
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> port.post(PATH, KEY, BODY));
    reached.future().await(5, SECONDS);

    Future<?> stopped = port.undeploy();
    store.complete(ACCEPTED);

    assertThat(answer.get(5, SECONDS).statusCode()).isEqualTo(202);
    stopped.await(5, SECONDS);
  }
}

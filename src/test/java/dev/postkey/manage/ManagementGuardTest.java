package dev.postkey.manage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementGuardTest {
  private static final String TOKEN = "0123456789abcdef";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:9090",
        "127.0.0.1",
        "127.0.0.1:9090",
        "127.0.0.2:9090",
        "[::1]:9090",
        "[0:0:0:0:0:0:0:1]"
      })
  void this_machine_may_be_called_by_any_of_its_own_names(String host) throws Exception {
    assertThat(answerTo(Optional.empty(), "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9090",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost.",
        "127.1",
        "2130706433",
        "0.0.0.0",
        "[::]",
        "[.:]",
        ""
      })
  void a_name_that_others_can_point_here_is_refused(String host) throws Exception {
    assertThat(answerTo(Optional.empty(), "Host: " + host)).matches("(?s)HTTP/1.1 40[03] .*");
  }

  @Test
  void what_a_proxy_says_about_the_host_counts_for_nothing() throws Exception {
    assertThat(
            answerTo(
                Optional.empty(),
                "Host: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost"))
        .startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN})
  void whoever_has_the_token_may_come_by_any_name(String authorization) throws Exception {
    assertThat(
            answerTo(Optional.of(TOKEN), "Host: evil.example\r\nAuthorization: " + authorization))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Authorization: " + TOKEN,
        "Authorization: Bearer",
        "Authorization: Bearer 0123456789abcdeX",
        "Authorization: Bearer 0123456789abcde",
        "Authorization: Bearer 0123456789abcdef0",
        "Authorization: Basic 0123456789abcdef"
      })
  void nobody_else_does_and_is_told_what_is_missing(String header) throws Exception {
    assertThat(answerTo(Optional.of(TOKEN), "Host: localhost\r\n" + header))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Bearer\r\n");
  }

  private String answerTo(Optional<String> token, String headers) throws Exception {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            new ManagementGuard(new Config.Management("127.0.0.1", 0, token.map(Secret::new))));
    router.get("/").handler(context -> context.end("in"));
    HttpServer server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await(5, SECONDS);
    return raw(
        server.actualPort(), "GET / HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
  }

  private static String raw(int port, String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}

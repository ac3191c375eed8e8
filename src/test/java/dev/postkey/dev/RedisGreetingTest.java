package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class RedisGreetingTest {
  @Test
  void a_server_that_is_ready_says_pong() throws IOException {
    assertThat(isAnsweredBy("+OK\r\n+PONG\r\n")).isTrue();
  }

  @Test
  void a_server_that_still_loads_its_data_is_not_ready() throws IOException {
    assertThat(isAnsweredBy("+OK\r\n-LOADING Redis is loading the dataset in memory\r\n"))
        .isFalse();
  }

  @Test
  void a_server_that_does_not_know_the_password_is_not_ours() throws IOException {
    assertThat(isAnsweredBy("-WRONGPASS invalid\r\n+PONG\r\n")).isFalse();
  }

  @Test
  void a_server_that_hangs_up_is_not_ready() throws IOException {
    assertThat(isAnsweredBy("")).isFalse();
  }

  @Test
  void nobody_listening_is_not_ready() throws IOException {
    assertThat(RedisGreeting.isAnswered(server(RedisLaunch.freePort()))).isFalse();
  }

  private static boolean isAnsweredBy(String answer) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, RedisGreeting.LOOPBACK)) {
      CompletableFuture.runAsync(() -> answerOne(socket, answer));
      return RedisGreeting.isAnswered(server(socket.getLocalPort()));
    }
  }

  private static void answerOne(ServerSocket socket, String answer) {
    try (Socket caller = socket.accept()) {
      caller.getInputStream().readNBytes("AUTH secret\r\nPING\r\n".length());
      caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The caller then sees a closed connection, and its test fails.
    }
  }

  private static RedisAccess server(int port) {
    return new RedisAccess(port, "secret");
  }
}

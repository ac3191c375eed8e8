package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be done to one port is no concern of the other. */
class ManagementBoundsTest {
  private static final int MOST = 128;

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;
  private final List<Socket> sockets = new ArrayList<>();
  private Postkey postkey;

  @BeforeEach
  void start() throws Exception {
    postkey = Postkey.start(redis, folder, "POSTKEY_HTTP_MAX_CONNECTIONS", "4");
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    postkey.close();
  }

  private Socket connect(URI uri) throws IOException {
    Socket socket = new Socket("127.0.0.1", uri.getPort());
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    return socket;
  }

  @Test
  @DisplayName("F18: with every public connection taken, health is still told")
  void f18_a_crowd_at_the_public_port_does_not_hide_the_health() throws Exception {
    for (int i = 0; i < 50; i++) {
      connect(postkey.api("/"));
    }

    assertThat(postkey.get(postkey.management("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("F18: of a crowd at the management port the oldest make room, and health is told")
  void f18_a_crowd_at_the_management_port_does_not_hide_the_health() throws Exception {
    for (int i = 0; i < MOST; i++) {
      connect(postkey.management("/"));
    }

    assertThat(postkey.get(postkey.management("/health/ready")).statusCode()).isEqualTo(200);
    assertThat(ended(sockets.get(0))).as("the oldest is closed, so they are bounded").isTrue();
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}

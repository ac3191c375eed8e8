package dev.postkey.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import dev.postkey.support.RedisWire;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the container files say, done for real: the user of Redis, and the health check. */
@Timeout(60)
final class ContainerFilesIT {
  private static final String PASSWORD = "redis-password";

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;

  @Test
  @DisplayName("R9: the whole main job runs as the user of the compose file")
  void R9_the_main_job_runs_as_the_least_user() throws Exception {
    String url = urlOfTheLeastUser();
    redis.command("ACL", "LOG", "RESET");
    Postkey postkey = Postkey.start(redis, folder, "POSTKEY_REDIS_URL", url);
    try {
      assertThat(postkey.get(postkey.management("/health/ready")).statusCode()).isEqualTo(200);
      String id = postkey.ask("ann@example.com");
      JsonObject token = new JsonObject().put("token", postkey.tokenTo("ann@example.com"));
      assertThat(postkey.post("/v1/tokens/inspect", token).statusCode()).isEqualTo(200);
      assertThat(postkey.post("/v1/tokens/consume", token).statusCode()).isEqualTo(200);
      assertThat(story(postkey, id)).isEqualTo("sent");
      JsonObject subject = new JsonObject().put("subject", "ann@example.com");
      assertThat(postkey.post("/v1/tokens/revoke", subject).statusCode()).isEqualTo(204);
    } finally {
      postkey.close();
    }
    assertThat((List<?>) redis.command("ACL", "LOG")).as("what was refused").isEmpty();
  }

  @Test
  @DisplayName("R9: that user needs WAIT too where replicas are waited for, and is told so")
  void R9_the_least_user_with_replicas_to_wait_for() throws Exception {
    Postkey postkey =
        Postkey.start(urlOfTheLeastUser(), folder, "POSTKEY_REDIS_WAIT_REPLICAS", "1");
    try {
      Eventually.holds("no permission", () -> notReady(postkey).contains("lacks a permission"));
      redis.command("ACL", "SETUSER", "postkey", "+wait");
      Eventually.holds("no replica", () -> notReady(postkey).contains("too few replicas"));
    } finally {
      postkey.close();
    }
  }

  private static String notReady(Postkey postkey) throws Exception {
    return postkey.get(postkey.management("/health/ready")).body();
  }

  @Test
  @DisplayName("R9: that user can neither read elsewhere nor administer")
  void R9_the_least_user_can_do_no_more() throws IOException {
    try (RedisWire wire = RedisWire.connect(urlOfTheLeastUser())) {
      assertThat(wire.call("PING")).isEqualTo("PONG");
      assertThat(wire.call("GET", "pk:{p00}:any")).isNull();
      for (List<String> refused :
          List.of(
              List.of("GET", "elsewhere"),
              List.of("KEYS", "*"),
              List.of("FLUSHALL"),
              List.of("CONFIG", "GET", "requirepass"),
              List.of("ACL", "LIST"),
              List.of("CLIENT", "LIST"),
              List.of("SCRIPT", "FLUSH"),
              List.of("PUBLISH", "channel", "text"))) {
        assertThatThrownBy(() -> wire.call(refused.toArray(String[]::new)))
            .as(refused.toString())
            .hasMessageContaining("NOPERM");
      }
    }
  }

  @Test
  void the_health_check_follows_what_postkey_says() throws Exception {
    assertThat(readyWhenAnswered(200)).isTrue();
    assertThat(readyWhenAnswered(503)).isFalse();
  }

  @Test
  void the_health_check_fails_where_nobody_listens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(ready(free)).isFalse();
  }

  private static boolean readyWhenAnswered(int status) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
    server.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      return ready(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static boolean ready(int port) throws Exception {
    ProcessBuilder check = new ProcessBuilder("bash", "src/main/docker/ready");
    check.environment().put("POSTKEY_MANAGEMENT_PORT", String.valueOf(port));
    check.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    check.redirectError(ProcessBuilder.Redirect.DISCARD);
    return check.start().waitFor() == 0;
  }

  private static String story(Postkey postkey, String id) throws Exception {
    String answer =
        postkey
            .get(
                postkey.api("/v1/reset-requests/" + id),
                "Authorization",
                "Bearer " + Configs.API_KEY)
            .body();
    return new JsonObject(answer).getString("state");
  }

  private static String urlOfTheLeastUser() throws IOException {
    List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "postkey", "reset"));
    command.addAll(ComposeFile.read().redisUser(PASSWORD));
    redis.command(command.toArray(String[]::new));
    int port = URI.create(redis.url()).getPort();
    return "redis://postkey:" + PASSWORD + "@127.0.0.1:" + port;
  }
}

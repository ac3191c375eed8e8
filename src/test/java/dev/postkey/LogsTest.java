package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Configs;
import dev.postkey.support.Postkey;
import dev.postkey.support.RecordedLog;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogsTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final Logs.Line format = new Logs.Line();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(chars = {'\r', '\n', '\u001b', '\u0085', '\u2028', '\u2029', '\0', '\b', '\u009b'})
  void S15_what_could_forge_a_line_is_escaped_in_messages_and_in_exceptions(char forging) {
    LogRecord entry = new LogRecord(Level.INFO, "before" + forging + "after");
    entry.setThrown(new IllegalStateException("cause" + forging + "of it"));

    String line = format.format(entry);

    assertThat(line).endsWith(System.lineSeparator());
    assertThat(line.stripTrailing())
        .doesNotContain(String.valueOf(forging))
        .matches("(?s).*before\\\\(n|u[0-9a-f]{4})after \\| .*cause\\\\(n|u[0-9a-f]{4})of it.*");
  }

  @Test
  void a_record_with_a_stack_trace_is_one_line() {
    LogRecord entry = new LogRecord(Level.SEVERE, "call_failed");
    entry.setLoggerName("dev.postkey.http.Failures");
    entry.setThrown(new IllegalStateException(new NullPointerException()));

    String line = format.format(entry);

    assertThat(line.lines()).hasSize(1);
    assertThat(line)
        .matches("(?s)\\S+T\\S+\\.\\d{3}Z ERROR dev.postkey.http.Failures call_failed \\| .*")
        .contains("NullPointerException");
  }

  @Test
  void S14_no_logger_at_its_finest_level_tells_a_token_an_address_a_key_or_a_link()
      throws Exception {
    Logs.hush();
    String redisPassword = URI.create(redis.url()).getUserInfo().substring(1);
    try (RecordedLog log = RecordedLog.ofEverything(format)) {
      String token = aWholeLife();

      assertThat(log.loggers())
          .as("loggers of ours, of the framework and of the network")
          .contains("dev.postkey.journal")
          .anyMatch(name -> name.startsWith("io.vertx."))
          .anyMatch(name -> name.startsWith("io.netty."));
      for (String secret : List.of(token, "ann@", "ann%40", Configs.API_KEY, redisPassword)) {
        assertThat(log.linesWith(secret)).as("lines with a secret").isEmpty();
      }
      assertThat(log.linesWith("reset=")).as("lines with a link").isEmpty();
    }
  }

  /** From the request to a second try at using its link. */
  private String aWholeLife() throws Exception {
    Postkey postkey = Postkey.start(redis, folder);
    try {
      String id = postkey.ask("ann@example.com");
      String token = postkey.tokenTo("ann@example.com");
      JsonObject body = new JsonObject().put("token", token);
      postkey.post("/v1/tokens/inspect", body);
      postkey.post("/v1/tokens/consume", body);
      postkey.post("/v1/tokens/consume", body);
      postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", "ann@example.com"));
      postkey.post("/v1/reset-requests", new JsonObject().put("email", "ann@example.com,"));
      postkey.get(postkey.api("/v1/reset-requests/" + id));
      postkey.get(postkey.api("/r/" + token + "?email=ann%40example.com"));
      return token;
    } finally {
      postkey.close();
    }
  }
}

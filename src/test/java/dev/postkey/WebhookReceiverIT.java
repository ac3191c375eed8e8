package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.postkey.bus.Fact;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.Eventually;
import dev.postkey.support.FreePorts;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receiver that the guide gives works as it stands there. Needs {@code python3} on the path;
 * without it the test is reported as skipped.
 */
class WebhookReceiverIT {
  private static final Path GUIDE = Path.of("src/site/guides/accounts-behind-a-webhook.md");

  private static final Pattern RECEIVER =
      Pattern.compile("```python\n(import base64.*?)```", Pattern.DOTALL);

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;
  private Process receiver;
  private Postkey postkey;

  @AfterEach
  void stop() throws Exception {
    if (receiver != null) {
      receiver.destroyForcibly().waitFor();
    }
    if (postkey != null) {
      postkey.close();
    }
  }

  private void receive(int port) throws IOException {
    Matcher code = RECEIVER.matcher(Files.readString(GUIDE));
    assertThat(code.find()).isTrue();
    Path script = Files.writeString(folder.resolve("receiver.py"), code.group(1));
    ProcessBuilder python = new ProcessBuilder("python3", script.toString());
    python.environment().put("POSTKEY_SECRET", AccountsServer.SECRET);
    python.environment().put("PORT", String.valueOf(port));
    try {
      receiver =
          python.redirectOutput(folder.resolve("said").toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      abort("python3 is not there: the receiver of the guide is not tried");
    }
  }

  @Test
  void the_receiver_of_the_readme_knows_its_accounts_and_believes_only_postkey() throws Exception {
    int port = FreePorts.one();
    receive(port);
    Eventually.holds("the receiver listens", () -> Http.answers(port));
    postkey =
        Postkey.start(
            redis,
            folder,
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_TYPE",
            "webhook",
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_URL",
            "http://localhost:" + port + "/",
            "POSTKEY_APPS_DEFAULT_ACCOUNTS_SECRET",
            AccountsServer.SECRET);

    postkey.ask("Ann@example.com");
    String token = postkey.tokenTo("ann@example.com");
    postkey.ask("bob@example.com");

    assertThat(postkey.facts().await(Fact.RequestEnded.class).reason())
        .isEqualTo("unknown-account");
    assertThat(postkey.post("/v1/tokens/consume", new JsonObject().put("token", token)).body())
        .contains("\"subject\":\"4711\"");
    assertThat(unsigned(port)).isEqualTo(401);
  }

  private int unsigned(int port) throws Exception {
    return Http.post(
            URI.create("http://127.0.0.1:" + port + "/"),
            "nobody",
            "{\"email\":\"ann@example.com\"}",
            "webhook-id",
            "x",
            "webhook-timestamp",
            String.valueOf(System.currentTimeMillis() / 1000),
            "webhook-signature",
            "v1,AAAA")
        .statusCode();
  }
}

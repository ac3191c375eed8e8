package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.FreePorts;
import dev.postkey.support.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator who rotates seal keys is told (F16). */
class KeysInUseTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final String K1 = "k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE=";
  private static final String K2 = "k2:K6fKQ2J1Yk6p2vI3J8xgXcIuuW8m4iQ9pQm1b1o5q0Y=";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void each_key_is_told_with_its_part_and_what_it_is_needed_for() throws Exception {
    redis.command("HSET", "pk:{p00}:job:a", "state", "queued", "sealed", "1.k1.x");

    assertThat(inUse(redis.url(), K2, K1)).isZero();

    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).matches("k2 +seals +nothing"),
            line ->
                assertThat(line)
                    .matches("k1 +opens +1 sealed: live links 0, waiting mails 1, .*; no end yet"));
  }

  @Test
  void a_key_that_nothing_needs_any_more_is_told_to_be_free() throws Exception {
    redis.command("HSET", "pk:{p00}:job:a", "state", "queued", "sealed", "1.k2.x");

    assertThat(inUse(redis.url(), K2, K1)).isZero();

    assertThat(out.toString()).containsPattern("k1 +opens +nothing, can be removed");
  }

  @Test
  void a_key_that_is_missing_is_a_failure_and_no_key_is_shown() throws Exception {
    redis.command("HSET", "pk:{p00}:job:a", "state", "dead", "sealed", "1.k1.x");
    redis.command("PEXPIRE", "pk:{p00}:job:a", "60000");

    assertThat(inUse(redis.url(), K2)).isEqualTo(1);

    assertThat(out.toString())
        .containsPattern("k1 +MISSING +1 sealed: .*dead letters 1, others 0; all gone by 20")
        .doesNotContain(K1.substring(3), K2.substring(3));
  }

  @Test
  void a_redis_that_is_away_is_a_failure_in_a_sentence() throws Exception {
    assertThat(inUse("redis://127.0.0.1:" + FreePorts.one(), K1)).isEqualTo(1);

    assertThat(err.toString()).startsWith("redis: ").doesNotContain("Exception");
  }

  private int inUse(String redisUrl, String... keys) throws Exception {
    Path file = folder.resolve("postkey.yaml");
    Files.writeString(file, YAML.formatted(redisUrl, String.join("\", \"", keys)));
    return new CommandLine(new KeyCommand())
        .setExecutionExceptionHandler(new FailureReport())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute("--in-use", "--config", file.toString());
  }

  private static final String YAML =
      """
      http: { public-url: "https://accounts.example.com" }
      redis: { url: "%s" }
      smtp: { relays: ["smtp://127.0.0.1:25"] }
      mail: { from: "no-reply@example.com" }
      secrets:
        seal-keys: ["%s"]
        index-key: "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="
      apps:
        default:
          link: "https://example.com/reset={token}"
          api-keys: ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
      """;
}

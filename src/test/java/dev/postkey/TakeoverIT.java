package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.redis.Partitions;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One node dies in the middle of an SMTP dialogue; another one works on the same Redis. */
class TakeoverIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(250);

  /** For a busy machine: what the attempt itself takes, and what notices its end. */
  private static final Duration SLACK = Duration.ofMillis(1500);

  @TempDir Path folder;
  private ScriptedSmtp smtp;
  private Process doomed;
  private App survivor;

  @BeforeEach
  void start() throws Exception {
    smtp = ScriptedSmtp.start().on("RCPT", ScriptedSmtp.STALL, ScriptedSmtp.NORMALLY);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NodeChild.class.getName(),
                redis.url()));
    command.addAll(List.of(environment()));
    doomed =
        new ProcessBuilder(command)
            .redirectOutput(output().toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    await("the child is ready", () -> read(output()).contains("ready "));
  }

  @AfterEach
  void stop() throws Exception {
    doomed.destroyForcibly().waitFor();
    if (survivor != null) {
      survivor.stop().await(30, SECONDS);
    }
    smtp.close();
  }

  private Path output() {
    return folder.resolve("output");
  }

  private String[] environment() {
    return new String[] {
      "POSTKEY_SMTP_RELAYS", "smtp://127.0.0.1:" + smtp.port(),
      "POSTKEY_OUTBOX_LEASE", LEASE.toMillis() + "ms",
    };
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(String what, BooleanSupplier happened) {
    long end = System.nanoTime() + SECONDS.toNanos(30);
    while (!happened.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private String ask(String email) throws Exception {
    String port = read(output()).replaceFirst("(?s).*ready (\\d+).*", "$1");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/reset-requests"))
            .header("Authorization", "Bearer " + Configs.API_KEY)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(new JsonObject().put("email", email).encode()))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(202);
    return new JsonObject(answer.body()).getString("id");
  }

  private void startSurvivor() throws Exception {
    Config config = Configs.of(redis.url(), environment());
    survivor = new App(() -> config, (vertx, router) -> {});
    survivor.start().await(20, SECONDS);
  }

  /** When the job may be claimed, by the clock of Redis. */
  private static long due(String request) {
    Object score = redis.command("ZSCORE", Partitions.due(0), request);
    return score == null ? 0 : Long.parseLong((String) score);
  }

  @Test
  void a_living_node_keeps_its_job_beyond_the_lease_and_a_dead_nodes_job_is_taken_over()
      throws Exception {
    String request = ask("ann@example.com");
    await("the dialogue has begun", () -> smtp.count("RCPT") == 1);
    long first = due(request);
    startSurvivor();
    await("it was renewed past its first lease", () -> due(request) > first + LEASE.toMillis());
    assertThat(smtp.count("RCPT")).isEqualTo(1);

    doomed.destroyForcibly().waitFor();
    long killed = System.nanoTime();
    await("it was taken over", () -> smtp.messages().size() == 1);
    Duration gap = Duration.ofNanos(System.nanoTime() - killed);

    assertThat(gap).isLessThan(LEASE.plus(POLL).plus(SLACK));
    await("it was settled", () -> due(request) == 0);
    assertThat(redis.command("HGET", Partitions.job(0, request), "state")).isEqualTo("sent");
    assertThat(smtp.messages()).hasSize(1);
  }
}

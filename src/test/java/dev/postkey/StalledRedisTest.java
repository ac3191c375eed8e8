package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Forwarder;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis that is there and says nothing: no question of the bus may make others wait behind it.
 */
class StalledRedisTest {
  private static final int BOUND = 20;
  private static final int ASKED = 100;

  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;

  @Test
  @DisplayName("F14, F18: while Redis says nothing, one too many is told so before the others fail")
  void f18_requests_do_not_queue_up_before_a_stalled_redis() throws Exception {
    URI url = URI.create(redis.url());
    try (Forwarder forwarder = Forwarder.open(0, url.getPort())) {
      String forwarded = redis.url().replace(":" + url.getPort(), ":" + forwarder.port());
      Postkey postkey =
          Postkey.start(
              redis,
              folder,
              "POSTKEY_REDIS_URL",
              forwarded,
              "POSTKEY_REDIS_COMMAND_TIMEOUT",
              "4s",
              "POSTKEY_HTTP_MAX_CONCURRENT",
              String.valueOf(BOUND));
      try {
        postkey.ask("before@example.com");
        forwarder.hold();

        stalled(postkey.api("/").getPort());

        forwarder.release();
        Eventually.holds(
            "requests are accepted again",
            () -> ask(postkey.api("/").getPort(), 0).get(30, SECONDS).statusCode() == 202);
      } finally {
        postkey.close();
      }
    }
  }

  private static void stalled(int port) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, ASKED).mapToObj(i -> ask(port, i)).toList();

    Eventually.holds(
        "all but those inside are answered",
        () -> answers.stream().filter(CompletableFuture::isDone).count() >= ASKED - BOUND);
    assertThat(answers.stream().filter(CompletableFuture::isDone))
        .hasSize(ASKED - BOUND)
        .allSatisfy(answer -> refused(answer.get(), "overloaded"));
    assertThat(answers.stream().filter(answer -> !answer.isDone()))
        .hasSize(BOUND)
        .allSatisfy(answer -> refused(answer.get(30, SECONDS), "unavailable"));
  }

  private static CompletableFuture<HttpResponse<String>> ask(int port, int who) {
    return Http.askAsync(port, Configs.API_KEY, "stalled-" + who + "@example.com");
  }

  private static void refused(HttpResponse<String> answer, String code) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
  }
}

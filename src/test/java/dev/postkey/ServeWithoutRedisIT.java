package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Eventually;
import dev.postkey.support.Forwarder;
import dev.postkey.support.FreePorts;
import dev.postkey.support.Http;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import dev.postkey.support.ServeMode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that comes late, goes and comes back, seen by a Postkey that only waits. */
@Timeout(180)
class ServeWithoutRedisIT {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  private int redisPort;
  private ServeMode serve;

  @Test
  void R5_it_starts_without_redis_says_so_refuses_and_recovers_by_itself() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      redisPort = FreePorts.one();
      String url = redis.url().replaceFirst(":\\d+$", ":" + redisPort);
      serve = ServeMode.on(bench, url, smtp.port());
      PostkeyProcess postkey = serve.start();
      refuses();

      try (Forwarder toRedis = openForwarder()) {
        serves(smtp, 1);
        assertThat(toRedis.connections()).isPositive();
      }
      Eventually.holds("Redis is missed", () -> health("ready").statusCode() == 503);
      refuses();

      try (Forwarder toRedis = openForwarder()) {
        serves(smtp, 2);
        assertThat(toRedis.connections()).isPositive();
      }
      assertThat(postkey.running()).isTrue();
      assertThat(postkey.err().text()).doesNotContain(" ERROR ").doesNotContain(password());
    }
  }

  private void refuses() throws Exception {
    assertThat(health("live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = health("ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(ready.body()).getString("reason")).startsWith("redis: ");
    HttpResponse<String> answer = ask();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).get().asString().matches("[1-9][0-9]*");
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("unavailable");
  }

  private void serves(ScriptedSmtp smtp, int mails) throws Exception {
    Eventually.holds("Redis is found", () -> health("ready").statusCode() == 200);
    Eventually.holds("requests are taken", () -> ask().statusCode() == 202);
    Eventually.holds("mail no. " + mails, () -> smtp.messages().size() >= mails);
  }

  private HttpResponse<String> ask() throws Exception {
    return Http.ask(serve.port(), ServeMode.API_KEY, "ann@example.com");
  }

  private HttpResponse<String> health(String which) throws Exception {
    return Http.get(serve.managementPort(), "/health/" + which);
  }

  private Forwarder openForwarder() throws Exception {
    return Forwarder.open(redisPort, URI.create(redis.url()).getPort());
  }

  private static String password() {
    return URI.create(redis.url()).getUserInfo().substring(1);
  }
}

package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.redis.Partitions;
import dev.postkey.support.Callers;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.RedisBuild;
import dev.postkey.support.RedisNode;
import dev.postkey.support.RedisWire;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R8: with {@code redis.wait-replicas} a caller is promised only what a replica has. */
@Timeout(300)
class ReplicasTest {
  private static final String TOO_FEW = "written, but too few replicas have it";
  private static final String REQUESTS = "/v1/reset-requests";

  @TempDir Path folder;
  private RedisNode replica;
  private RedisBench bench;

  /** Which servers; another class tries another. */
  RedisBuild build() {
    return RedisBuild.shipped();
  }

  private void start() throws Exception {
    RedisBuild build = build();
    RedisNode master = RedisNode.start(build, folder.resolve("redis"));
    replica = RedisNode.start(build, folder.resolve("replica"), "repl-diskless-sync-delay", "0");
    replica.command("REPLICAOF", "127.0.0.1", String.valueOf(master.port()));
    Eventually.holds("the replica follows", () -> info(replica).contains("master_link_status:up"));
    bench =
        RedisBench.before(
            master,
            master.url(),
            folder,
            "POSTKEY_REDIS_WAIT_REPLICAS",
            "1",
            "POSTKEY_REDIS_WAIT_TIMEOUT",
            "300ms");
  }

  @AfterEach
  void stop() {
    replica.close();
    bench.close();
  }

  private static String info(RedisNode node) {
    return (String) node.command("INFO", "replication");
  }

  private HttpResponse<String> call(String path, JsonObject body, String key) throws Exception {
    return bench.postkey.post(path, Configs.API_KEY, body, "Idempotency-Key", key);
  }

  private static JsonObject email(String address) {
    return new JsonObject().put("email", address);
  }

  @Test
  void R8_what_no_replica_has_is_refused_until_one_has_it_and_is_then_one_request()
      throws Exception {
    start();
    replica.suspend();

    refused(call(REQUESTS, email("ann@example.com"), "once"));
    bench.awaitReason(TOO_FEW);
    // A repeated call finds its job and writes nothing, on a connection that wrote nothing.
    bench.redis.command("CLIENT", "KILL", "TYPE", "normal");
    Eventually.holds(
        "a new connection", () -> call("/v1/tokens/inspect", token("A"), "").statusCode() == 404);
    refused(call(REQUESTS, email("ann@example.com"), "once"));

    replica.resume();
    bench.awaitReady();
    HttpResponse<String> accepted = call(REQUESTS, email("ann@example.com"), "once");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(call(REQUESTS, email("ann@example.com"), "once").body()).isEqualTo(accepted.body());
    bench.postkey.tokenTo("ann@example.com");
    bench.postkey.ask("ben@example.com");
    bench.postkey.tokenTo("ben@example.com");
    assertThat(bench.postkey.mailsTo("ann@example.com")).hasSize(1);
    bench.awaitToldOnce(TOO_FEW);
  }

  private static JsonObject token(String letter) {
    return new JsonObject().put("token", letter.repeat(43));
  }

  private static void refused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void R8_a_link_that_was_used_on_the_master_alone_is_handed_over_when_a_replica_has_it()
      throws Exception {
    start();
    bench.postkey.ask("ann@example.com");
    JsonObject token = new JsonObject().put("token", bench.postkey.tokenTo("ann@example.com"));
    replica.suspend();

    refused(call("/v1/tokens/consume", token, "once"));
    refused(call("/v1/tokens/revoke", new JsonObject().put("subject", "ben@example.com"), ""));
    refused(call("/v1/tokens", email("cyd@example.com"), ""));
    assertThat(call("/v1/tokens/inspect", token, "").statusCode()).isEqualTo(410);

    replica.resume();
    bench.awaitReady();
    assertThat(call("/v1/tokens/consume", token, "once").statusCode()).isEqualTo(200);
    assertThat(call("/v1/tokens/consume", token, "another").statusCode()).isEqualTo(410);
  }

  @Test
  void a_replica_that_stands_still_holds_up_neither_callers_nor_jobs_for_long() throws Exception {
    start();
    String id = bench.postkey.ask("ann@example.com");
    bench.postkey.tokenTo("ann@example.com");
    try (Callers callers = Callers.start(bench.postkey, 16)) {
      callers.await(20, 202);
      replica.suspend();
      callers.await(100, 503);
      assertThat(story(id)).isEqualTo("sent");
      replica.resume();
      long ended = System.nanoTime();
      RedisBench.report(
          "stuck replica on " + build(), bench.recoveredAfter(ended, callers), callers.calls());
      bench.check(callers.finish());
    }
  }

  private String story(String id) throws Exception {
    HttpResponse<String> answer =
        bench.postkey.get(
            bench.postkey.api(REQUESTS + "/" + id), "Authorization", "Bearer " + Configs.API_KEY);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonObject(answer.body()).getString("state");
  }

  @Test
  void R8_a_master_that_is_killed_for_good_takes_no_accepted_request_with_it() throws Exception {
    start();
    try (Callers callers = Callers.start(bench.postkey, 6)) {
      callers.await(100, 202);
      bench.redis.kill();
      callers.await(3, 503);
      replica.command("REPLICAOF", "NO", "ONE");
      keptByTheReplica(callers.finish());
    }
  }

  private void keptByTheReplica(List<Callers.Call> calls) throws IOException {
    try (RedisWire wire = RedisWire.connect(replica.url())) {
      for (Callers.Call call : calls) {
        if (call.accepted()) {
          assertThat(wire.call("EXISTS", Partitions.job(0, call.id())))
              .as("%s", call)
              .isEqualTo(1L);
        }
      }
    }
  }
}

package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import dev.postkey.support.Configs;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job on sixteen partitions, from outside. */
class PartitionedJobTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int PARTITIONS = 16;

  @TempDir Path folder;
  private Postkey postkey;

  @BeforeEach
  void start() throws Exception {
    postkey =
        Postkey.start(
            redis,
            folder,
            "POSTKEY_REDIS_PARTITIONS",
            String.valueOf(PARTITIONS),
            "POSTKEY_LIMITS_PER_KEY",
            "100000/1s");
  }

  @AfterEach
  void stop() throws Exception {
    postkey.close();
  }

  private HttpResponse<String> use(String call, String token) throws Exception {
    return postkey.post("/v1/tokens/" + call, new JsonObject().put("token", token));
  }

  private String story(String id) throws Exception {
    HttpResponse<String> answer =
        postkey.get(
            postkey.api("/v1/reset-requests/" + id), "Authorization", "Bearer " + Configs.API_KEY);
    return new JsonObject(answer.body()).getString("state");
  }

  @Test
  void every_request_is_mailed_told_of_and_used_once_wherever_it_lives() throws Exception {
    Set<Integer> ofRequests = new HashSet<>();
    Set<Integer> ofTokens = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      String email = "person" + i + "@example.com";
      String id = postkey.ask(email);
      String token = postkey.tokenTo(email);
      ofRequests.add(new RequestId(id).partition(PARTITIONS));
      ofTokens.add(Token.parse(token).orElseThrow().partition(PARTITIONS));

      postkey.facts().await(Fact.MailSent.class, i + 1);
      assertThat(story(id)).isEqualTo("sent");
      assertThat(use("inspect", token).statusCode()).isEqualTo(200);
      assertThat(use("consume", token).statusCode()).isEqualTo(200);
      assertThat(use("consume", token).statusCode()).isEqualTo(410);
    }

    assertThat(ofRequests).hasSizeGreaterThan(PARTITIONS / 2);
    assertThat(ofTokens).hasSizeGreaterThan(PARTITIONS / 2);
  }

  @Test
  void a_revocation_finds_the_links_of_its_account() throws Exception {
    for (int i = 0; i < 20; i++) {
      String email = "person" + i + "@example.com";
      postkey.ask(email);
      String token = postkey.tokenTo(email);

      postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", email));

      assertThat(use("consume", token).body()).contains("token-revoked");
    }
  }

  @Test
  void W3_a_repeated_request_is_found_by_its_key_in_another_partition() throws Exception {
    JsonObject body = new JsonObject().put("email", "ann@example.com");
    for (int i = 0; i < 4; i++) {
      List<String> headers = List.of("Idempotency-Key", "key-" + i);
      String first = ask(body, headers);

      assertThat(ask(body, headers)).isEqualTo(first);
    }
    postkey.ask("sentinel@example.com");
    postkey.facts().await(Fact.MailSent.class, 5);
    assertThat(postkey.mailsTo("ann@example.com")).hasSize(4);
  }

  private String ask(JsonObject body, List<String> headers) throws Exception {
    HttpResponse<String> answer =
        postkey.post("/v1/reset-requests", Configs.API_KEY, body, headers.toArray(String[]::new));
    return new JsonObject(answer.body()).getString("id");
  }
}

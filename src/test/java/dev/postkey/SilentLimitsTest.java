package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All of Postkey, over the limits of which nobody is told. */
class SilentLimitsTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final String PATH = "/v1/reset-requests";

  @TempDir Path folder;

  @Test
  @DisplayName(
      "S9, W2: within the limits and over each of them: the same answer, header for header")
  void s9_over_a_limit_or_not_the_answer_is_the_same() throws Exception {
    Postkey postkey =
        Postkey.start(
            redis,
            folder,
            "POSTKEY_LIMITS_PER_ACCOUNT",
            "1/1h",
            "POSTKEY_LIMITS_PER_DOMAIN",
            "2/2h");
    try {
      HttpResponse<String> within = ask(postkey, "ann@example.com");
      HttpResponse<String> overAccount = ask(postkey, "ann@example.com");
      ask(postkey, "bob@example.com");
      HttpResponse<String> overDomain = ask(postkey, "eve@example.com");

      for (HttpResponse<String> limited : List.of(overAccount, overDomain)) {
        assertThat(limited.statusCode()).isEqualTo(202);
        assertThat(shape(limited)).isEqualTo(shape(within));
        assertThat(new TreeSet<>(limited.headers().map().keySet()))
            .isEqualTo(new TreeSet<>(within.headers().map().keySet()))
            .contains("ratelimit", "ratelimit-policy")
            .doesNotContain("retry-after");
      }
      assertThat(postkey.facts().await(Fact.RequestEnded.class, 2))
          .extracting(Fact.RequestEnded::reason)
          .containsOnly("limited");
      assertThat(story(postkey, overDomain).getString("reason")).isEqualTo("limited");
      assertThat(postkey.facts().await(Fact.MailSent.class, 2)).hasSize(2);
    } finally {
      postkey.close();
    }
  }

  private static HttpResponse<String> ask(Postkey postkey, String email) throws Exception {
    return postkey.post(PATH, new JsonObject().put("email", email));
  }

  /** The body without the id, which is another for each request. */
  private static String shape(HttpResponse<String> answer) {
    return answer.body().replaceAll("[A-Za-z0-9_-]{22}", "ID");
  }

  private static JsonObject story(Postkey postkey, HttpResponse<String> accepted) throws Exception {
    String id = new JsonObject(accepted.body()).getString("id");
    return new JsonObject(
        postkey
            .get(
                postkey.api(PATH + "/" + id),
                "Authorization",
                "Bearer " + dev.postkey.support.Configs.API_KEY)
            .body());
  }
}

package dev.postkey.http;

import static dev.postkey.http.Configs.CLUB_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.FindAccount;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls for an app whose accounts live behind a webhook. */
final class WebhookAppsTest {
  private static final String ANN = "{\"email\":\"ann@example.com\"}";

  private PublicPort port;

  @BeforeEach
  void open() throws Exception {
    port = new PublicPort(Configs.PLAIN);
  }

  @AfterEach
  void close() throws Exception {
    port.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/reset-requests, subject", "/v1/reset-requests, name",
    "/v1/tokens, subject", "/v1/tokens, name"
  })
  void the_caller_does_not_say_who_the_account_is(String path, String field) {
    HttpResponse<String> answer =
        port.post(path, CLUB_KEY, new JsonObject(ANN).put(field, "4711").encode());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getJsonArray("errors").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("pointer", "/" + field)
                .put("detail", "The app's account source says this; leave it out."));
    assertThat(port.asked).isEmpty();
  }

  @Test
  @DisplayName("S9: nobody is looked up before the answer")
  void nobody_is_looked_up_before_the_answer() throws Exception {
    RequestId id = new RequestId("AAECAwQFBgcICQoLDA0ODw");
    port.serve(Addresses.ACCEPT, command -> Future.succeededFuture(new AcceptRequest.Accepted(id)));

    String body = new JsonObject(ANN).put("data", new JsonObject().put("cart", "3")).encode();
    assertThat(port.post("/v1/reset-requests", CLUB_KEY, body).statusCode()).isEqualTo(202);

    assertThat(port.asked).hasOnlyElementsOfType(AcceptRequest.class).hasSize(1);
  }

  private HttpResponse<String> minting(FindAccount.Outcome found) throws Exception {
    port.serve(Addresses.FIND_ACCOUNT, question -> Future.succeededFuture(found));
    return port.post("/v1/tokens", CLUB_KEY, ANN);
  }

  @Test
  void no_token_is_made_for_nobody() throws Exception {
    HttpResponse<String> answer = minting(new FindAccount.Unknown());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("account-unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"account-source-timeout", "account-source-refused"})
  void F17_a_source_that_does_not_tell_is_a_503_and_says_no_more(String reason) throws Exception {
    HttpResponse<String> answer = minting(new FindAccount.Failed(reason));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("account-source-failed");
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.body()).doesNotContain(reason);
  }
}

package dev.postkey.dev;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * The three calls that an application's back end makes to Postkey. A future fails when Postkey does
 * not answer; an answer that says no is an answer.
 */
final class PostkeyClient {
  private static final long TIMEOUT_SECONDS = 5;
  private static final String CONSUME = "/v1/tokens/consume";

  private final HttpClient http;
  private final URI url;
  private final String apiKey;

  PostkeyClient(HttpClient http, URI url, String apiKey) {
    this.http = http;
    this.url = url;
    this.apiKey = apiKey;
  }

  /** Asks for a mail with a reset link. */
  Future<PostkeyCall> requestReset(String email) {
    return send("/v1/reset-requests", new JsonObject().put("email", email));
  }

  /** Looks whether a link is good; changes nothing. */
  Future<PostkeyCall> inspect(String token) {
    return send("/v1/tokens/inspect", new JsonObject().put("token", token));
  }

  /** Uses a link, which works once. */
  Future<PostkeyCall> consume(String token) {
    return send(CONSUME, new JsonObject().put("token", token));
  }

  /** The command that does what {@link #consume} does. */
  String consumeCommand(String token) {
    return curl(CONSUME, new JsonObject().put("token", token));
  }

  private Future<PostkeyCall> send(String path, JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.resolve(path).toString())
            .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + apiKey)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    return http.request(options)
        .compose(request -> answer(request, body, curl(path, body)))
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static Future<PostkeyCall> answer(
      HttpClientRequest request, JsonObject body, String curl) {
    return request
        .send(body.toBuffer())
        .compose(
            response ->
                response
                    .body()
                    .map(answer -> PostkeyCall.answered(curl, response.statusCode(), answer)));
  }

  private String curl(String path, JsonObject body) {
    return String.join(
        " \\\n  ",
        "curl -i " + Shell.quote(url.resolve(path).toString()),
        "-H " + Shell.quote("Authorization: Bearer " + apiKey),
        "-H " + Shell.quote("Content-Type: application/json"),
        "-d " + Shell.quote(body.encode()));
  }
}

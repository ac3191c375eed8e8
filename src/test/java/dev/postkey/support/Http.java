package dev.postkey.support;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Plain HTTP against {@code localhost}, with a client that is none of Postkey's. */
public final class Http {
  private static final String RESET_REQUESTS = "/v1/reset-requests";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** HTTP/1.1: an offer to upgrade would be one more thing on the wire. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Http() {}

  public static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return get(uri(port, path));
  }

  /**
   * @param headers names and values in turn
   */
  public static HttpResponse<String> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(to(uri, headers).build(), BodyHandlers.ofString());
  }

  /** As a browser sends an empty form. */
  public static HttpResponse<String> submit(URI uri) throws IOException, InterruptedException {
    HttpRequest.Builder form = to(uri, "Content-Type", "application/x-www-form-urlencoded");
    return CLIENT.send(form.POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  /** Posts JSON with an API key. */
  public static HttpResponse<String> post(int port, String path, String key, String json)
      throws IOException, InterruptedException {
    return post(uri(port, path), key, json);
  }

  /**
   * As {@link #post(int, String, String, String)}.
   *
   * @param headers more names and values in turn
   */
  public static HttpResponse<String> post(URI uri, String key, String json, String... headers)
      throws IOException, InterruptedException {
    return CLIENT.send(request(uri, key, json, headers), BodyHandlers.ofString());
  }

  /** Asks for a reset mail. */
  public static HttpResponse<String> ask(int port, String key, String email)
      throws IOException, InterruptedException {
    return post(port, RESET_REQUESTS, key, email(email));
  }

  /** As {@link #ask}, without waiting. */
  public static CompletableFuture<HttpResponse<String>> askAsync(
      int port, String key, String email) {
    return CLIENT.sendAsync(
        request(uri(port, RESET_REQUESTS), key, email(email)), BodyHandlers.ofString());
  }

  /** The id of the request that this answer says is accepted. */
  public static String accepted(HttpResponse<String> answer) {
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body()).getString("id");
  }

  /** Whether anybody accepts a connection and answers. */
  public static boolean answers(int port) throws InterruptedException {
    try {
      get(port, "/");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String email(String address) {
    return "{\"email\":\"" + address + "\"}";
  }

  private static HttpRequest request(URI uri, String key, String json, String... headers) {
    return to(uri, headers)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private static HttpRequest.Builder to(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}

package dev.postkey.advisories;

import dev.postkey.support.Configs;
import dev.postkey.support.Http;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Postkey for a class of tests, as an attacker meets it, with a Redis that is emptied before
 * each.
 */
final class Target implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String RESET_REQUESTS = "/v1/reset-requests";
  static final String CONSUME = "/v1/tokens/consume";
  static final String INSPECT = "/v1/tokens/inspect";

  private final RedisServer redis = new RedisServer();
  private final String[] environment;
  private Path folder;
  private Postkey postkey;

  /**
   * @param environment as in {@link Configs#of}
   */
  Target(String... environment) {
    this.environment = environment;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    redis.beforeAll(context);
    folder = Files.createTempDirectory("postkey-advisories");
    postkey = Postkey.start(redis, folder, environment);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    redis.beforeEach(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    postkey.close();
    redis.afterAll(context);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  Postkey postkey() {
    return postkey;
  }

  RedisServer redis() {
    return redis;
  }

  /** A link token, without a mail. */
  String mint(String email) throws Exception {
    HttpResponse<String> minted = postkey.post("/v1/tokens", new JsonObject().put("email", email));
    if (minted.statusCode() != 201) {
      throw new AssertionError(minted.statusCode() + " " + minted.body());
    }
    return new JsonObject(minted.body()).getString("token");
  }

  HttpResponse<String> consume(String token) throws Exception {
    return postkey.post(CONSUME, new JsonObject().put("token", token));
  }

  HttpResponse<String> inspect(String token) throws Exception {
    return postkey.post(INSPECT, new JsonObject().put("token", token));
  }

  /** Posts what need not be an object, nor JSON. */
  HttpResponse<String> send(String path, String body, String... headers) throws Exception {
    return Http.post(postkey.api(path), Configs.API_KEY, body, headers);
  }

  /** Sends bytes as they are, and returns the status of the answer; 0 for none. */
  int raw(String request) throws IOException {
    URI api = postkey.api("/");
    try (Socket socket = new Socket(api.getHost(), api.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return status(socket.getInputStream());
    }
  }

  private static int status(InputStream in) throws IOException {
    String line = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
    return line.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
  }

  /** The only record of this kind, by its key in Redis. */
  String record(String kind) {
    List<?> keys = (List<?>) redis.command("KEYS", "pk:*:" + kind + ":*");
    if (keys.size() != 1) {
      throw new AssertionError(keys.size() + " records of kind " + kind);
    }
    return (String) keys.get(0);
  }

  int records(String kind) {
    return ((List<?>) redis.command("KEYS", "pk:*:" + kind + ":*")).size();
  }

  /**
   * What of an answer may tell something: all but the request's id, which is drawn, the time, and
   * how much is left of the caller's own limit.
   */
  static String telling(HttpResponse<String> answer) {
    var headers = new TreeMap<>(answer.headers().map());
    headers.replace("ratelimit", List.of("the caller's own"));
    headers.replaceAll(
        (name, values) -> List.of(String.valueOf(values).replaceAll("[\\w-]{22}", "ID")));
    return answer.statusCode() + " " + headers + " " + answer.body().replaceAll("[\\w-]{22}", "ID");
  }
}

package dev.postkey.support;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.App;
import dev.postkey.config.Config;
import dev.postkey.dev.Inbox;
import dev.postkey.dev.InboxRoutes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** All of Postkey with a real Redis and a real SMTP socket behind it, used as its users do. */
public final class Postkey {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Inbox inbox;
  private final App app;
  private final Facts facts;

  private Postkey(Inbox inbox, App app) {
    this.inbox = inbox;
    this.app = app;
    this.facts = new Facts(app.bus());
  }

  /**
   * Starts it on free ports.
   *
   * @param folder where the inbox keeps its mails
   * @param environment as in {@link Configs#of}
   */
  public static Postkey start(RedisServer redis, Path folder, String... environment)
      throws Exception {
    Inbox inbox = Inbox.open(folder.resolve("inbox"), 0);
    String[] all = java.util.Arrays.copyOf(environment, environment.length + 2);
    all[environment.length] = "POSTKEY_SMTP_RELAYS";
    all[environment.length + 1] = "smtp://127.0.0.1:" + inbox.port();
    Config config = Configs.of(redis.url(), all);
    App app =
        new App(
            () -> config, (vertx, router) -> new InboxRoutes(vertx, inbox, NOWHERE).mount(router));
    app.start().await(20, SECONDS);
    return new Postkey(inbox, app);
  }

  public Facts facts() {
    return facts;
  }

  public URI api(String path) {
    return URI.create("http://127.0.0.1:" + app.httpPort() + path);
  }

  public URI management(String path) {
    return URI.create("http://127.0.0.1:" + app.managementPort() + path);
  }

  /** Posts {@code json} with an API key. */
  public HttpResponse<String> post(String path, String key, JsonObject json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api(path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.encode()));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  public HttpResponse<String> post(String path, JsonObject json)
      throws IOException, InterruptedException {
    return post(path, Configs.API_KEY, json);
  }

  public HttpResponse<String> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  public HttpClient client() {
    return client;
  }

  /** Asks for a reset mail and returns the request's id. */
  public String ask(String email) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/v1/reset-requests", new JsonObject().put("email", email));
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body()).getString("id");
  }

  /** The mails to an address, the newest first, once there is one. */
  public JsonArray mailsTo(String email) throws IOException, InterruptedException {
    String to = URLEncoder.encode(email, StandardCharsets.UTF_8);
    return new JsonArray(get(management("/inbox/messages?wait=10s&to=" + to)).body());
  }

  /** The link in the newest mail to an address. */
  public String linkTo(String email) throws IOException, InterruptedException {
    String id = mailsTo(email).getJsonObject(0).getString("id");
    String answer = get(management("/inbox/messages/" + id + "/link")).body();
    return new JsonObject(answer).getString("link");
  }

  /** The token in the newest mail to an address. */
  public String tokenTo(String email) throws IOException, InterruptedException {
    String link = linkTo(email);
    return link.substring(link.indexOf('=') + 1);
  }

  public void close() throws Exception {
    app.stop().await(30, SECONDS);
    inbox.close();
  }
}

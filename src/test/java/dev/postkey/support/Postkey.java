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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;

/** All of Postkey with a real Redis and a real SMTP socket behind it, used as its users do. */
public final class Postkey {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  private final Inbox inbox;
  private final App app;
  private final Facts facts;
  private final Mailbox mailbox;

  private Postkey(Inbox inbox, App app) {
    this.inbox = inbox;
    this.app = app;
    this.facts = new Facts(app.bus());
    this.mailbox = new Mailbox(app.managementPort());
  }

  /**
   * Starts it on free ports.
   *
   * @param folder where the inbox keeps its mails
   * @param environment as in {@link Configs#of}
   */
  public static Postkey start(RedisServer redis, Path folder, String... environment)
      throws Exception {
    return start(redis.url(), folder, environment);
  }

  /** As {@link #start(RedisServer, Path, String...)}, with any Redis. */
  public static Postkey start(String redisUrl, Path folder, String... environment)
      throws Exception {
    Inbox inbox = Inbox.open(folder.resolve("inbox"), 0);
    String[] all = Arrays.copyOf(environment, environment.length + 2);
    all[environment.length] = "POSTKEY_SMTP_RELAYS";
    all[environment.length + 1] = "smtp://127.0.0.1:" + inbox.port();
    Config config = Configs.of(redisUrl, all);
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
    return Http.post(api(path), key, json.encode(), headers);
  }

  public HttpResponse<String> post(String path, JsonObject json)
      throws IOException, InterruptedException {
    return post(path, Configs.API_KEY, json);
  }

  public HttpResponse<String> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    return Http.get(uri, headers);
  }

  /** Asks for a reset mail and returns the request's id. */
  public String ask(String email) throws IOException, InterruptedException {
    return Http.accepted(Http.ask(app.httpPort(), Configs.API_KEY, email));
  }

  /** The mails to an address, the newest first, once there is one. */
  public JsonArray mailsTo(String email) throws IOException, InterruptedException {
    return mailbox.mailsTo(email);
  }

  /** The link in the newest mail to an address. */
  public URI linkTo(String email) throws IOException, InterruptedException {
    return mailbox.linkTo(email);
  }

  /** The token in the newest mail to an address. */
  public String tokenTo(String email) throws IOException, InterruptedException {
    String link = linkTo(email).toString();
    return link.substring(link.indexOf('=') + 1);
  }

  public void close() throws Exception {
    app.stop().await(30, SECONDS);
    inbox.close();
  }
}

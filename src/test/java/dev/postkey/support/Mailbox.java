package dev.postkey.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The mails in the inbox of the dev mode, read as its users' tests read them. */
final class Mailbox {
  private static final String MESSAGES = "/inbox/messages";

  private final int managementPort;

  Mailbox(int managementPort) {
    this.managementPort = managementPort;
  }

  /** All mails that the inbox lists now. */
  JsonArray mails() throws IOException, InterruptedException {
    return new JsonArray(get(MESSAGES));
  }

  /** The mails to an address, the newest first, once there is one. */
  JsonArray mailsTo(String email) throws IOException, InterruptedException {
    String to = URLEncoder.encode(email, StandardCharsets.UTF_8);
    return new JsonArray(get(MESSAGES + "?wait=60s&to=" + to));
  }

  /** The link in the newest mail to an address. */
  URI linkTo(String email) throws IOException, InterruptedException {
    String id = mailsTo(email).getJsonObject(0).getString("id");
    String answer = get(MESSAGES + "/" + id + "/link");
    return URI.create(new JsonObject(answer).getString("link"));
  }

  private String get(String path) throws IOException, InterruptedException {
    return Http.get(managementPort, path).body();
  }
}

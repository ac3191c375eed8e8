package dev.postkey.account;

import dev.postkey.account.SourceFailure.Reason;
import dev.postkey.bus.FindAccount;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Asks the application whose account an address is: {@code account.find} (design, section 6). */
final class WebhookAccounts {
  private final WebhookClient client;
  private final Clock clock;

  WebhookAccounts(WebhookClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Found or unknown; everything else fails with a {@link SourceFailure}. */
  Future<FindAccount.Outcome> find(FindAccount question, Config.Webhook webhook) {
    String payload =
        new JsonObject()
            .put("type", "account.find")
            .put("app", question.app().value())
            .put("email", question.email().value())
            .encode();
    // The request's own id, so that both sides can find it in their logs.
    String id = "find_" + question.request();
    Map<String, String> headers =
        new HashMap<>(Signature.headers(id, clock.instant(), payload, webhook.secrets()));
    headers.put("content-type", "application/json");
    headers.put("accept", "application/json");
    headers.put("user-agent", "Postkey");
    return client
        .post(webhook, headers, Buffer.buffer(payload))
        .map(answer -> outcome(answer, question));
  }

  Future<Void> close() {
    return client.close();
  }

  private static FindAccount.Outcome outcome(WebhookClient.Answer answer, FindAccount question) {
    return switch (answer.status()) {
      case 200 -> new FindAccount.Found(AccountAnswer.read(answer, question.hint()));
      case 404 -> new FindAccount.Unknown();
      case 301, 302, 303, 307, 308 -> throw new SourceFailure(Reason.REDIRECT, answer.status());
      case 401, 403, 410 -> throw new SourceFailure(Reason.REFUSED, answer.status());
      default -> throw new SourceFailure(Reason.STATUS, answer.status());
    };
  }
}

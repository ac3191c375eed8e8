package dev.postkey.account;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.postkey.config.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs what an application is asked, as Standard Webhooks has it (requirement W4). */
final class Signature {
  private Signature() {}

  /**
   * The headers of a signed message.
   *
   * @param id the same when the same message is sent again
   * @param secrets each signs, so that they can be changed without a moment at which none is good
   */
  static Map<String, String> headers(String id, Instant at, String payload, List<Secret> secrets) {
    long seconds = at.getEpochSecond();
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(seconds),
        "webhook-signature",
        secrets.stream()
            .map(secret -> sign(id, seconds, payload, secret))
            .collect(Collectors.joining(" ")));
  }

  private static String sign(String id, long seconds, String payload, Secret secret) {
    try {
      return new Webhook(secret.reveal()).sign(id, seconds, payload);
    } catch (EmptyWebhookSecretException | WebhookSigningException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not to be had", e);
    }
  }
}

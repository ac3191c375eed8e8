package dev.postkey.dev;

import dev.postkey.model.Durations;
import java.time.Duration;
import java.util.Map;

/** The stable words of a failure, as somebody would say them who sees them for the first time. */
final class PlainWords {
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("relay-unreachable", "the mail server does not answer"),
          Map.entry("relay-not-found", "there is no mail server of that name"),
          Map.entry("relay-timeout", "the mail server is too slow"),
          Map.entry("timed-out", "the mail server is too slow"),
          Map.entry("no-relay", "no mail server works"),
          Map.entry("relay-busy", "the mail server has enough to do"),
          Map.entry("relay-slowing", "the mail server asks for less"),
          Map.entry("connection-lost", "the connection broke, so it may have arrived"),
          Map.entry("relay-insecure", "the mail server is not the one it should be"),
          Map.entry("relay-login-refused", "the mail server does not let us in"),
          Map.entry("sender-refused", "the mail server refuses the sender"),
          Map.entry("recipient-deferred", "the mail server asks to come back later"),
          Map.entry("recipient-refused", "the mail server does not know the recipient"),
          Map.entry("mailbox-full", "the mailbox is full"),
          Map.entry("account-source", "the application never told whose account it is"),
          Map.entry("gave-up", "it was tried for too long"));

  private static final String OF_SOURCE = "account-source-";

  private static final Duration SHORT = Duration.ofSeconds(10);

  private PlainWords() {}

  /** The reason in plain words; one that has none speaks for itself. */
  static String reason(String reason) {
    return reason.startsWith(OF_SOURCE)
        ? "the application does not tell whose account it is"
        : REASONS.getOrDefault(reason, reason);
  }

  /** In milliseconds while those tell something. */
  static String duration(Duration duration) {
    return duration.compareTo(SHORT) < 0
        ? duration.toMillis() + " ms"
        : Durations.format(Duration.ofSeconds(duration.toSeconds()));
  }
}

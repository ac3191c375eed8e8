package dev.postkey.config;

import java.time.Duration;

/** Reads the section {@code outbox}. */
final class OutboxReader {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  private OutboxReader() {}

  static Config.Outbox read(ConfigReader in) {
    return new Config.Outbox(
        in.duration("outbox.lease", SECOND, Duration.ofMinutes(10)),
        in.duration("outbox.give-up-after", SECOND, DAY),
        backoff(in),
        in.number("outbox.slots"),
        in.number("outbox.max-jobs"));
  }

  private static Config.Backoff backoff(ConfigReader in) {
    Duration first = in.duration("outbox.backoff.first", Duration.ofMillis(1), DAY);
    Duration max = in.duration("outbox.backoff.max", Duration.ofMillis(1), DAY);
    in.check(
        "outbox.backoff.max",
        max.compareTo(first) >= 0,
        "must not be less than outbox.backoff.first");
    return new Config.Backoff(first, max);
  }
}

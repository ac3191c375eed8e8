package dev.postkey.config;

import java.time.Duration;

/** Reads the section {@code outbox}. */
final class OutboxReader {

  private OutboxReader() {}

  static Config.Outbox read(ConfigReader in) {
    return new Config.Outbox(
        in.duration("outbox.lease", "1s", "10m"),
        in.duration("outbox.give-up-after", "1s", "24h"),
        backoff(in),
        in.number("outbox.slots"),
        in.number("outbox.max-jobs"));
  }

  private static Config.Backoff backoff(ConfigReader in) {
    Duration first = in.duration("outbox.backoff.first", "1ms", "24h");
    Duration max = in.duration("outbox.backoff.max", "1ms", "24h");
    in.check(
        "outbox.backoff.max",
        max.compareTo(first) >= 0,
        "must not be less than outbox.backoff.first");
    return new Config.Backoff(first, max);
  }
}

package dev.postkey.outbox;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt. */
final class Backoff {
  private static final Duration GREYLISTED_FIRST = Duration.ofSeconds(30);
  private static final Duration GREYLISTED_MAX = Duration.ofSeconds(60);

  /** Greylisting servers want five minutes to pass; whoever still says later then means it. */
  private static final int GREYLISTED_TRIES = 12;

  private static final Duration SOURCE_MAX = Duration.ofSeconds(30);
  private static final Duration RELAY_MAX = Duration.ofSeconds(1);

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * After a failure of the message itself: doubling with each try, with full jitter. Greylisted
   * mail comes back every minute at first, so that it arrives soon after the delay has ended.
   */
  Duration after(SendMail.Kind kind, int tries, Config.Backoff config) {
    if (kind == SendMail.Kind.RELAY) {
      // Nothing is claimed while no relay is usable; when one is, all that waited is due.
      return between(Duration.ZERO, RELAY_MAX);
    }
    return kind == SendMail.Kind.GREYLISTED && tries < GREYLISTED_TRIES
        ? between(GREYLISTED_FIRST, GREYLISTED_MAX)
        : between(Duration.ZERO, ceiling(tries, config));
  }

  /**
   * After an account source did not tell: as {@link #after}, but never so long that a person has
   * given up when the application is back.
   */
  Duration afterSource(int tries, Config.Backoff config) {
    Duration ceiling = ceiling(tries, config);
    return between(Duration.ZERO, ceiling.compareTo(SOURCE_MAX) < 0 ? ceiling : SOURCE_MAX);
  }

  /** While something is away that is not the message's fault: soon, but not all at once. */
  Duration pause(Config.Backoff config) {
    return between(config.first().dividedBy(2), config.first());
  }

  /** The longest wait after {@code tries} earlier tries. */
  static Duration ceiling(int tries, Config.Backoff config) {
    Duration ceiling = config.first();
    for (int i = 0; i < tries && ceiling.compareTo(config.max()) < 0; i++) {
      ceiling = ceiling.multipliedBy(2);
    }
    return ceiling.compareTo(config.max()) < 0 ? ceiling : config.max();
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}

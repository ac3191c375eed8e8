package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks whether a relay that is not offered mail as usual is well again: at once, and then every
 * five seconds, or less and less often while it refuses our login, which servers take for an
 * attack. A probe has as much time as a mail, so that a relay that is slow to greet can come back;
 * the next one does not wait for it, so that one that hangs delays nothing. Used on one event loop
 * only.
 */
final class Probing {
  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final MailConfig options;
  private final Health health;
  private final LongSupplier nanos;
  private long last;
  private Duration interval = INTERVAL;
  private boolean due;
  private boolean stopped;

  /**
   * @param options those of the relay's mails
   * @param nanos a clock as {@link System#nanoTime}
   */
  Probing(Vertx vertx, MailConfig options, Health health, LongSupplier nanos) {
    this.vertx = vertx;
    this.options = options;
    this.health = health;
    this.nanos = nanos;
    this.last = nanos.getAsLong() - INTERVAL.toNanos();
  }

  /** Called when the relay is left out; more often does no harm. */
  void start() {
    if (due || stopped) {
      return;
    }
    due = true;
    long left = last + interval.toNanos() - nanos.getAsLong();
    vertx.setTimer(1 + Math.max(0, left / 1_000_000), timer -> probe());
  }

  /** Those under way have no say any more. */
  void stop() {
    stopped = true;
  }

  private void probe() {
    due = false;
    if (stopped || health.isClosed()) {
      return;
    }
    last = nanos.getAsLong();
    // Should nobody have a mail for it all night, it is left in peace.
    if (!health.awaitsTrial()) {
      Probe.of(vertx, options).onSuccess(this::found);
    }
    start();
  }

  private void found(Optional<SendMail.Failed> fault) {
    boolean refused = fault.filter(why -> Blame.of(why) == Blame.CONFIGURATION).isPresent();
    interval = refused ? shorter(interval.multipliedBy(2), LONGEST) : INTERVAL;
    fault.ifPresentOrElse(health::isIll, health::isWell);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

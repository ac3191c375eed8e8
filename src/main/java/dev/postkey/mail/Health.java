package dev.postkey.mail;

import dev.failsafe.CircuitBreaker;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a relay is offered mail: a circuit breaker that three failures in a row open, at once one
 * that our configuration is to blame for. Open, it lets nothing pass until a probe has found the
 * relay well; then it lets one mail pass, and what becomes of that decides. Used on one event loop
 * only.
 */
final class Health {
  private static final int FAILURES = 3;

  /** It is half-opened by a probe, never by time alone. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  /** The right to offer one mail; what became of it is told with {@link #record}. */
  record Pass(int era) {}

  private final CircuitBreaker<Void> breaker =
      CircuitBreaker.<Void>builder()
          .withFailureThreshold(FAILURES)
          .withSuccessThreshold(1)
          .withDelay(NEVER)
          .build();

  private final String relay;
  private final LongSupplier nanos;
  private final Consumer<Fact> journal;

  /** Grows with each change, so that what was begun before it has no say after it. */
  private int era;

  private boolean failed;
  private boolean misconfigured;
  private long failedAt;

  /**
   * @param nanos a clock as {@link System#nanoTime}
   * @param journal is told when the relay fails and when it is well again
   */
  Health(String relay, LongSupplier nanos, Consumer<Fact> journal) {
    this.relay = relay;
    this.nanos = nanos;
    this.journal = journal;
  }

  boolean isClosed() {
    return breaker.isClosed();
  }

  boolean isOpen() {
    return breaker.isOpen();
  }

  /** Empty when the relay must be left out. Half-open, there is one pass. */
  Optional<Pass> pass() {
    return breaker.tryAcquirePermit() ? Optional.of(new Pass(era)) : Optional.empty();
  }

  /**
   * What became of a mail.
   *
   * @param outcome of which {@code blame} was read
   */
  void record(Pass pass, Blame blame, SendMail.Outcome outcome) {
    if (pass.era() != era) {
      return;
    }
    switch (blame) {
      case NOTHING -> succeeded();
      case UNTRIED -> giveBack();
      default -> failed(blame, (SendMail.Failed) outcome);
    }
  }

  /** A probe has found the relay well. */
  void isWell() {
    if (breaker.isOpen()) {
      breaker.halfOpen();
      era++;
    }
  }

  /** A probe has found why the relay cannot be used. */
  void isIll(SendMail.Failed why) {
    if (breaker.isOpen()) {
      tell(Blame.of(why) == Blame.CONFIGURATION, why);
    }
  }

  private void succeeded() {
    boolean trial = breaker.isHalfOpen();
    breaker.recordSuccess();
    if (trial) {
      era++;
      failed = false;
      misconfigured = false;
      journal.accept(
          new Fact.RelayRecovered(relay, Duration.ofNanos(nanos.getAsLong() - failedAt)));
    }
  }

  /** A permit cannot be given back, but to half-open once more makes a new one. */
  private void giveBack() {
    if (breaker.isHalfOpen()) {
      breaker.open();
      breaker.halfOpen();
      era++;
    }
  }

  private void failed(Blame blame, SendMail.Failed why) {
    breaker.recordFailure();
    // An overload comes here only when it has lasted too long.
    if (blame != Blame.FAULT) {
      breaker.open();
    }
    if (breaker.isOpen()) {
      era++;
      tell(blame == Blame.CONFIGURATION, why);
    }
  }

  /** Once for each time that it fails, and once more when it turns out that we must mend it. */
  private void tell(boolean ours, SendMail.Failed why) {
    if (failed && (misconfigured || !ours)) {
      return;
    }
    if (!failed) {
      failedAt = nanos.getAsLong();
    }
    failed = true;
    misconfigured = ours;
    journal.accept(
        new Fact.RelayFailed(relay, why.reason(), why.replyCode(), ours, advice(why.reason())));
  }

  private static String advice(String reason) {
    return switch (reason) {
      case Verdict.SENDER_REFUSED ->
          "it does not let us send as mail.from: allow it there or change it; mails are kept";
      case Verdict.LOGIN_REFUSED ->
          "it does not take the user and password of smtp.relays: correct them; mails are kept";
      default -> "it is left out and looked at again every few seconds; mails are kept";
    };
  }
}

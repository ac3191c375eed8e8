package dev.postkey.mail;

import dev.failsafe.CircuitBreaker;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a relay is offered mail: a circuit breaker that three failures in a row open, at once one
 * that our configuration is to blame for. Open, it lets nothing pass until a probe has found the
 * relay well; then it lets one mail pass, and what becomes of that decides. That mail may be one
 * that no relay could help: while it hangs, a later probe that finds the relay well lets another
 * pass. Used on one event loop only.
 */
final class Health {
  private static final int FAILURES = 3;

  /** It is half-opened by a probe, never by time alone. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  /** So long a trial is waited for before another one may be made. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  /** The right to offer one mail; what became of it is told with {@link #record}. */
  final class Pass {
    private final int begunIn = era;
    private int answersBefore = answers;

    /** Called when the message has its turn: what was said before says nothing of it. */
    void hasTurn() {
      answersBefore = answers;
    }

    private boolean isOfNow() {
      return begunIn == era;
    }

    /** True when the relay has worked for others since. */
    private boolean othersWereAnswered() {
      return answers != answersBefore;
    }
  }

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

  /** How many mails it has taken or refused so far. */
  private int answers;

  /** When the trial began, while one is out. */
  private OptionalLong triedAt = OptionalLong.empty();

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

  /** True when one mail may try it. */
  boolean awaitsTrial() {
    return breaker.isHalfOpen() && triedAt.isEmpty();
  }

  /** Empty when the relay must be left out. Half-open, there is one pass. */
  Optional<Pass> pass() {
    if (!breaker.tryAcquirePermit()) {
      return Optional.empty();
    }
    if (breaker.isHalfOpen()) {
      triedAt = OptionalLong.of(nanos.getAsLong());
    }
    return Optional.of(new Pass());
  }

  /**
   * What became of a mail. One that hung while others were answered is the fault of whoever it is
   * for, such as a tarpit, which the relay may have asked: it does not count.
   *
   * @param outcome of which {@code found} was read
   */
  void record(Pass pass, Blame found, SendMail.Outcome outcome) {
    boolean excused = isUnknown(outcome) && pass.othersWereAnswered();
    Blame blame = excused ? Blame.UNTRIED : found;
    if (blame == Blame.NOTHING) {
      answers++;
    }
    if (!pass.isOfNow()) {
      return;
    }
    switch (blame) {
      case NOTHING -> succeeded();
      case UNTRIED -> giveBack();
      default -> failed(blame, (SendMail.Failed) outcome);
    }
  }

  /** A probe has found the relay well. A trial that has not come back by now has no say. */
  void isWell() {
    if (breaker.isOpen() || trialHangs()) {
      beginTrial();
    }
  }

  /** A probe has found why the relay cannot be used. */
  void isIll(SendMail.Failed why) {
    if (breaker.isOpen()) {
      tell(Blame.of(why) == Blame.CONFIGURATION, why);
    }
  }

  private static boolean isUnknown(SendMail.Outcome outcome) {
    return outcome instanceof SendMail.Failed failed && failed.kind() == SendMail.Kind.UNKNOWN;
  }

  private void succeeded() {
    boolean trial = breaker.isHalfOpen();
    breaker.recordSuccess();
    if (trial) {
      changed();
      failed = false;
      misconfigured = false;
      journal.accept(
          new Fact.RelayRecovered(relay, Duration.ofNanos(nanos.getAsLong() - failedAt)));
    }
  }

  /** A permit cannot be given back, but to half-open once more makes a new one. */
  private void giveBack() {
    if (breaker.isHalfOpen()) {
      beginTrial();
    }
  }

  private boolean trialHangs() {
    return breaker.isHalfOpen()
        && triedAt.isPresent()
        && nanos.getAsLong() - triedAt.getAsLong() >= PATIENCE.toNanos();
  }

  private void beginTrial() {
    breaker.open();
    breaker.halfOpen();
    changed();
  }

  private void changed() {
    era++;
    triedAt = OptionalLong.empty();
  }

  private void failed(Blame blame, SendMail.Failed why) {
    breaker.recordFailure();
    // An overload comes here only when it has lasted too long.
    if (blame != Blame.FAULT) {
      breaker.open();
    }
    if (breaker.isOpen()) {
      changed();
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

package dev.postkey.mail;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices when refusals for reasons of policy (5.7.x) pile up: one is the recipient's matter, many
 * are ours. Used on one event loop only.
 */
final class PolicyRefusals {
  static final int MANY = 5;
  static final Duration WITHIN = Duration.ofMinutes(10);

  private final LongSupplier nanos;
  private final Deque<Long> last = new ArrayDeque<>();
  private Optional<Long> told = Optional.empty();

  /**
   * @param nanos a clock as {@link System#nanoTime}
   */
  PolicyRefusals(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Counts an outcome; the alarm, when it is time for one. */
  Optional<Fact> count(SendMail.Outcome outcome) {
    if (!(outcome instanceof SendMail.Failed failed)
        || !failed.reason().equals(Verdict.POLICY_REFUSED)) {
      return Optional.empty();
    }
    long now = nanos.getAsLong();
    last.add(now);
    while (isPast(last.peek(), now)) {
      last.poll();
    }
    if (last.size() < MANY || !told.map(then -> isPast(then, now)).orElse(true)) {
      return Optional.empty();
    }
    told = Optional.of(now);
    return Optional.of(new Fact.PolicyRefusalsRose(last.size(), WITHIN));
  }

  private static boolean isPast(long then, long now) {
    return now - then >= WITHIN.toNanos();
  }
}

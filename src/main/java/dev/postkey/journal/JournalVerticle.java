package dev.postkey.journal;

import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes down every fact: one log line, one count. What an operator should look into is a warning,
 * what only an operator can mend an error, and all else is information.
 */
public final class JournalVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger("dev.postkey.journal");

  private final Bus bus;
  private final FactMeters meters;

  public JournalVerticle(Bus bus, MeterRegistry registry) {
    this.bus = bus;
    this.meters = new FactMeters(registry);
  }

  @Override
  public Future<?> start() {
    return bus.listen(this::record);
  }

  private void record(Fact fact) {
    meters.count(fact);
    Level level = level(fact);
    if (log.isEnabledForLevel(level)) {
      log.atLevel(level).log(FactLine.of(fact));
    }
  }

  static Level level(Fact fact) {
    if (fact instanceof Fact.PolicyRefusalsRose
        || (fact instanceof Fact.RelayFailed failed && failed.misconfigured())) {
      return Level.ERROR;
    }
    return fact instanceof Fact.MailDied
            || fact instanceof Fact.JobsDropped
            || fact instanceof Fact.RelayFailed
        ? Level.WARN
        : Level.INFO;
  }
}

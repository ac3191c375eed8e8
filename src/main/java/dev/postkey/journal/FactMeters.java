package dev.postkey.journal;

import dev.postkey.bus.Fact;
import dev.postkey.model.AppId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts facts. Labels are bounded: apps, stable reasons, configured relays; nothing of a person.
 */
final class FactMeters {
  /** From a mail that leaves at once to one that waited until it was given up. */
  private static final Duration[] DELIVERY_BUCKETS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(30),
    Duration.ofHours(4),
    Duration.ofHours(24)
  };

  private final MeterRegistry registry;

  /** 1 for a relay that takes mail, 0 for one that is left out. */
  private final Map<String, AtomicInteger> usable = new ConcurrentHashMap<>();

  FactMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(Fact fact) {
    if (fact instanceof Fact.RequestAccepted accepted) {
      add("postkey.requests.accepted", "Reset requests stored", "app", accepted.app());
    } else if (fact instanceof Fact.RequestEnded ended) {
      add(
          "postkey.requests.ended",
          "Reset requests that ended without a mail, as they should",
          "app",
          ended.app(),
          "reason",
          ended.reason());
    } else if (fact instanceof Fact.MailSent sent) {
      add("postkey.mails.sent", "Mails taken by a relay", "app", sent.app(), "relay", sent.relay());
      delivery(sent);
    } else if (fact instanceof Fact.MailDelayed delayed) {
      add(
          "postkey.mails.delayed",
          "Attempts that failed and will be repeated",
          "app",
          delayed.app(),
          "reason",
          delayed.reason());
    } else if (fact instanceof Fact.MailDied died) {
      add("postkey.mails.dead", "Dead letters", "app", died.app(), "reason", died.reason());
    } else if (fact instanceof Fact.DeadLetterReplayed replayed) {
      add("postkey.mails.replayed", "Dead letters mailed again", "app", replayed.app());
    } else if (fact instanceof Fact.DeadLetterPurged purged) {
      add("postkey.mails.purged", "Dead letters forgotten", "app", purged.app());
    } else {
      countToken(fact);
      countRelay(fact);
    }
  }

  private void countRelay(Fact fact) {
    if (fact instanceof Fact.RelayConfigured configured) {
      usable(configured.relay()).set(1);
    } else if (fact instanceof Fact.RelayFailed failed) {
      usable(failed.relay()).set(0);
      counter("postkey.relays.failed", "Times that a relay had to be left out")
          .tag("relay", failed.relay())
          .tag("reason", failed.reason())
          .register(registry)
          .increment();
    } else if (fact instanceof Fact.RelayRecovered recovered) {
      usable(recovered.relay()).set(1);
    } else if (fact instanceof Fact.PolicyRefusalsRose) {
      counter("postkey.policy.alarms", "Times that refusals for reasons of policy piled up")
          .register(registry)
          .increment();
    }
  }

  private AtomicInteger usable(String relay) {
    return usable.computeIfAbsent(
        relay,
        name -> {
          AtomicInteger value = new AtomicInteger();
          Gauge.builder("postkey.relay.usable", value, AtomicInteger::get)
              .description("1 while the relay takes mail, 0 while it is left out")
              .tag("relay", name)
              .register(registry);
          return value;
        });
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description);
  }

  private void countToken(Fact fact) {
    if (fact instanceof Fact.TokenMinted minted) {
      add("postkey.tokens.minted", "Link tokens made", "app", minted.app());
    } else if (fact instanceof Fact.LinkOpened opened) {
      add("postkey.links.opened", "Looks at live links", "app", opened.app());
    } else if (fact instanceof Fact.TokenConsumed consumed) {
      add("postkey.tokens.consumed", "Tokens redeemed", "app", consumed.app());
    } else if (fact instanceof Fact.TokenRefused refused) {
      String reason = refused.reason().name().toLowerCase(Locale.ROOT);
      add(
          "postkey.tokens.refused",
          "Dead tokens presented",
          "app",
          refused.app(),
          "reason",
          reason);
    } else if (fact instanceof Fact.LinksRevoked revoked) {
      add("postkey.accounts.revoked", "Accounts whose links were killed", "app", revoked.app());
    } else if (fact instanceof Fact.JobsDropped dropped) {
      Counter.builder("postkey.jobs.dropped")
          .description("Ids in the outbox that had no job")
          .register(registry)
          .increment(dropped.count());
    }
  }

  private void delivery(Fact.MailSent sent) {
    Timer.builder("postkey.delivery")
        .description("From the accepted request to the mail taken by a relay")
        .tag("app", sent.app().value())
        .serviceLevelObjectives(DELIVERY_BUCKETS)
        .register(registry)
        .record(sent.sinceAccepted());
  }

  private void add(String name, String description, String label, AppId app) {
    Counter.builder(name)
        .description(description)
        .tag(label, app.value())
        .register(registry)
        .increment();
  }

  private void add(
      String name, String description, String label, AppId app, String second, String value) {
    Counter.builder(name)
        .description(description)
        .tag(label, app.value())
        .tag(second, value)
        .register(registry)
        .increment();
  }
}

package dev.postkey.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class JournalTest {
  private static final RequestId REQUEST = new RequestId("AAECAwQFBgcICQoLDA0ODw");
  private static final Fact.MailSent SENT =
      new Fact.MailSent(REQUEST, AppId.DEFAULT, "relay:587", 1, Duration.ofMillis(87));

  @Test
  void a_dead_letter_is_a_warning_and_a_sent_mail_is_not() {
    Fact died = new Fact.MailDied(REQUEST, AppId.DEFAULT, "recipient-refused", Optional.of(550));

    assertThat(JournalVerticle.level(died)).isEqualTo(Level.WARN);
    assertThat(JournalVerticle.level(SENT)).isEqualTo(Level.INFO);
  }

  @Test
  void a_fact_is_told_in_one_line_by_its_names() {
    assertThat(FactLine.of(SENT))
        .isEqualTo(
            "mail_sent request=AAECAwQFBgcICQoLDA0ODw app=default relay=relay:587 attempt=1"
                + " since_accepted=87ms");
  }

  @Test
  void the_time_of_a_delivery_is_counted_in_few_buckets() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    new FactMeters(registry).count(SENT);

    assertThat(registry.scrape())
        .contains("postkey_delivery_seconds_bucket{app=\"default\",le=\"0.05\"} 0")
        .contains("postkey_delivery_seconds_bucket{app=\"default\",le=\"0.1\"} 1")
        .contains("postkey_delivery_seconds_bucket{app=\"default\",le=\"86400.0\"} 1");
    assertThat(registry.scrape().lines().filter(line -> line.contains("_bucket")))
        .hasSizeLessThan(20);
  }
}

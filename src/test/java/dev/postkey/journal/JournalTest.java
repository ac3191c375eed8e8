package dev.postkey.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
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
  void a_failed_relay_is_a_warning_and_one_that_only_an_operator_can_mend_is_an_error() {
    assertThat(JournalVerticle.level(failed(false))).isEqualTo(Level.WARN);
    assertThat(JournalVerticle.level(failed(true))).isEqualTo(Level.ERROR);
    assertThat(JournalVerticle.level(refusals())).isEqualTo(Level.ERROR);
  }

  @Test
  void a_sentence_in_a_fact_stands_in_quotes() {
    assertThat(FactLine.of(failed(true)))
        .isEqualTo(
            "relay_failed relay=relay:587 reason=sender-refused reply_code=550 misconfigured=true"
                + " advice=\"see to it\"");
  }

  @Test
  void S15_a_name_of_a_key_adds_no_field_to_a_line() {
    Fact accepted =
        new Fact.RequestAccepted(
            REQUEST,
            AppId.DEFAULT,
            EmailAddress.parse("ann@example.com"),
            false,
            Optional.of("shop\" limited=true"));

    assertThat(FactLine.of(accepted)).endsWith(" limited=false key=\"shop\\\" limited=true\"");
  }

  @Test
  void whether_a_relay_is_usable_can_be_read_at_any_time() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    FactMeters meters = new FactMeters(registry);

    meters.count(new Fact.RelayConfigured("relay:587", 16));
    assertThat(registry.scrape()).contains("postkey_relay_usable{relay=\"relay:587\"} 1");
    meters.count(failed(true));
    assertThat(registry.scrape())
        .contains("postkey_relay_usable{relay=\"relay:587\"} 0")
        .contains("postkey_relays_failed_total{reason=\"sender-refused\",relay=\"relay:587\"} 1");
    meters.count(new Fact.RelayRecovered("relay:587", Duration.ofSeconds(5)));
    meters.count(refusals());
    assertThat(registry.scrape())
        .contains("postkey_relay_usable{relay=\"relay:587\"} 1")
        .contains("postkey_policy_alarms_total 1");
  }

  private static Fact.RelayFailed failed(boolean misconfigured) {
    return new Fact.RelayFailed(
        "relay:587", "sender-refused", Optional.of(550), misconfigured, "see to it");
  }

  private static Fact.PolicyRefusalsRose refusals() {
    return new Fact.PolicyRefusalsRose(5, Duration.ofMinutes(10));
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

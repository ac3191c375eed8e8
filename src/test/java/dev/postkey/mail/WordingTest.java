package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
  private static final Instant MOMENT = Instant.parse("2026-03-06T14:34:00Z");

  @ParameterizedTest
  @CsvSource({
    "en, PT30M, 30 minutes",
    "de, PT30M, 30 Minuten",
    "en, PT1M, 1 minute",
    "de, PT24H, 24 Stunden",
    "en, PT1H30M, '1 hour, 30 minutes'",
    "de, PT1H30M, '1 Stunde, 30 Minuten'",
    "en, PT1M30.9S, '1 minute, 30 seconds'"
  })
  void M7_a_duration_is_said_in_the_language(String language, Duration duration, String expected) {
    assertThat(wording(language, language).duration(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "en, en, Europe/Berlin, 'Friday, March 6, 2026 at 3:34 PM GMT+1'",
    "en, en-GB, Europe/London, 'Friday, 6 March 2026 at 14:34 GMT'",
    "de, de-AT, Europe/Vienna, 'Freitag, 6. März 2026 um 15:34 MEZ'",
    "de, de, +05:30, 'Freitag, 6. März 2026 um 20:04 GMT+5:30'",
    "en, en, Z, 'Friday, March 6, 2026 at 2:34 PM UTC'"
  })
  void M7_a_moment_is_said_in_the_language_with_its_zone(
      String language, String reader, String zone, String expected) {
    String said = wording(language, reader).moment(MOMENT, ZoneId.of(zone));

    assertThat(said.replace('\u202f', ' ')).isEqualTo(expected);
  }

  @Test
  void extensions_of_a_locale_change_neither_calendar_nor_digits() {
    assertThat(wording("en", "en-TH-u-ca-buddhist-nu-thai").moment(MOMENT, ZoneId.of("Z")))
        .contains("2026");
  }

  @Test
  void a_reader_of_another_language_gets_that_of_the_text() {
    assertThat(wording("en", "fr-FR").duration(Duration.ofMinutes(30))).isEqualTo("30 minutes");
  }

  private static Wording wording(String language, String reader) {
    return Wording.of(Locale.forLanguageTag(language), Locale.forLanguageTag(reader));
  }
}

package dev.postkey.mail;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.MeasureFormat;
import com.ibm.icu.text.MeasureFormat.FormatWidth;
import com.ibm.icu.util.Measure;
import com.ibm.icu.util.MeasureUnit;
import com.ibm.icu.util.TimeUnit;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says durations and moments in a reader's language. The words come from ICU and not from the JDK,
 * whose wording changes with its version. Its formats are costly to make and not thread-safe: an
 * instance is kept for a reader's locale and used on one event loop only.
 */
final class Wording {
  /** Weekday, day, month, year, hour and minute as the region counts them, zone. */
  private static final String SKELETON = "yMMMMEEEEdjmz";

  /** Durations are times to live: an app has one, seldom two. */
  private static final int KEPT = 64;

  private final ULocale locale;
  private final MeasureFormat measures;
  private final Map<Duration, String> durations = new HashMap<>();
  private final Map<ZoneId, DateFormat> moments = new HashMap<>();

  private Wording(ULocale locale) {
    this.locale = locale;
    this.measures = MeasureFormat.getInstance(locale, FormatWidth.WIDE);
  }

  /**
   * In the language of the text, as the reader's region writes it.
   *
   * @param language the language that the text is in
   * @param reader the locale asked for; counts where it is the same language
   */
  static Wording of(Locale language, Locale reader) {
    String region = reader.getLanguage().equals(language.getLanguage()) ? reader.getCountry() : "";
    // The calendar and the digits are fixed: a date must be the one that the operator's log shows.
    return new Wording(
        new ULocale.Builder()
            .setLanguage(language.getLanguage())
            .setRegion(region)
            .setUnicodeLocaleKeyword("ca", "gregory")
            .setUnicodeLocaleKeyword("nu", "latn")
            .build());
  }

  /** For example "1 hour, 30 minutes"; fractions of a second are dropped. */
  String duration(Duration duration) {
    if (durations.size() > KEPT) {
      durations.clear();
    }
    return durations.computeIfAbsent(duration, this::format);
  }

  private String format(Duration duration) {
    List<Measure> parts = new ArrayList<>();
    add(parts, duration.toHours(), MeasureUnit.HOUR);
    add(parts, duration.toMinutesPart(), MeasureUnit.MINUTE);
    add(parts, duration.toSecondsPart(), MeasureUnit.SECOND);
    return measures.formatMeasures(parts.toArray(new Measure[0]));
  }

  /** For example "Friday, March 6, 2026 at 3:04 PM GMT+1". */
  String moment(Instant moment, ZoneId zone) {
    return moments.computeIfAbsent(zone, this::format).format(Date.from(moment));
  }

  private DateFormat format(ZoneId zone) {
    DateFormat format = DateFormat.getInstanceForSkeleton(SKELETON, locale);
    format.setTimeZone(TimeZone.getTimeZone(java.util.TimeZone.getTimeZone(zone).getID()));
    return format;
  }

  private static void add(List<Measure> parts, long amount, TimeUnit unit) {
    if (amount > 0) {
      parts.add(new Measure(amount, unit));
    }
  }
}

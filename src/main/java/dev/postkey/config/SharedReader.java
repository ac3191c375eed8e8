package dev.postkey.config;

import dev.postkey.model.EmailAddress;
import dev.postkey.model.Rate;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Reads the sections that an app may override: {@code token}, {@code mail} and {@code limits}. The
 * prefix is empty for everybody's, and {@code apps.<id>.} for an app's.
 */
final class SharedReader {
  /** Counts of a longer period would fill Redis with little use. */
  private static final Duration LONGEST_PERIOD = Duration.ofDays(30);

  private SharedReader() {}

  /**
   * @param attempt {@code smtp.attempt}: a link must outlive the attempt to mail it, with half of
   *     its time left
   */
  static Config.Token token(ConfigReader in, String prefix, Duration attempt) {
    String ttl = prefix + "token.ttl";
    Config.Token token =
        new Config.Token(
            in.duration(ttl, "1m", "24h"),
            in.choice(prefix + "token.outstanding", Config.Token.Outstanding.class));
    in.check(
        ttl,
        token.ttl().compareTo(attempt.multipliedBy(2)) >= 0,
        "must be at least twice smtp.attempt: a link is mailed with half of its time left");
    return token;
  }

  static Config.Mail mail(ConfigReader in, String prefix) {
    Sender from = in.parsed(prefix + "mail.from", Sender::parse);
    return new Config.Mail(
        from.address(),
        from.name(),
        in.optional(prefix + "mail.reply-to", EmailAddress::parse),
        in.parsed(prefix + "mail.zone", SharedReader::zone),
        in.optional(prefix + "mail.templates", SharedReader::folder),
        DkimReader.read(in, prefix, from.address()));
  }

  static Config.Limits limits(ConfigReader in, String prefix) {
    return new Config.Limits(
        in.parsed(prefix + "limits.per-client", SharedReader::rate),
        in.parsed(prefix + "limits.per-key", SharedReader::rate),
        in.parsed(prefix + "limits.per-account", SharedReader::rate),
        in.optional(prefix + "limits.per-domain", SharedReader::rate));
  }

  static Rate rate(String text) {
    Rate rate = Rate.parse(text);
    if (rate.period().compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException("the period must be 30d or less");
    }
    return rate;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException("must be a time zone such as UTC or Europe/Berlin");
    }
  }

  private static Path folder(String text) {
    try {
      Path folder = Path.of(text);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    } catch (InvalidPathException malformed) {
      // Said below, as for every other path that leads nowhere.
    }
    throw new IllegalArgumentException("there is no such folder");
  }
}

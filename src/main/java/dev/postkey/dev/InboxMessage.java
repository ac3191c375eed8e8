package dev.postkey.dev;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the inbox knows of a mail without opening it.
 *
 * @param id when the mail came, to the millisecond and in UTC, e.g. {@code 20260314-091502-417}:
 *     ids sort by arrival and are safe in paths and file names
 * @param to the addresses of the {@code To} field, without names
 * @param subject decoded, cut after {@value #MAX_SUBJECT} characters, empty when there is none
 */
record InboxMessage(String id, List<String> to, String subject) {
  static final int MAX_SUBJECT = 500;

  private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-\\d{3}");
  private static final DateTimeFormatter ID_FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  InboxMessage {
    to = List.copyOf(to);
    subject = cut(subject);
  }

  static InboxMessage of(String id, MailContent content) {
    return new InboxMessage(id, content.to(), content.subject());
  }

  static boolean isId(String text) {
    try {
      return ID.matcher(text).matches() && idAt(arrival(text)).equals(text);
    } catch (DateTimeException e) {
      return false;
    }
  }

  static String idAt(Instant arrival) {
    return ID_FORMAT.format(arrival);
  }

  /** When the mail came. */
  Instant date() {
    return arrival(id);
  }

  private static Instant arrival(String id) {
    return ID_FORMAT.parse(id, Instant::from);
  }

  private static String cut(String subject) {
    if (subject.codePointCount(0, subject.length()) <= MAX_SUBJECT) {
      return subject;
    }
    return subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT)) + "…";
  }

  /** Without addresses and subject, which are nobody's business in a log. */
  @Override
  public String toString() {
    return "InboxMessage[" + id + "]";
  }
}

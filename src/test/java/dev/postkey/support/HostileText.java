package dev.postkey.support;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody writes into a field who wants a mail, a log or a terminal to say something else.
 */
public final class HostileText {
  /** By name, for requirements M6 and S15. */
  public static final Map<String, String> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("CRLF", "\r\nBcc: eve@example.net\r\nX-Evil: 1"),
              Map.entry("LF", "\nBcc: eve@example.net\nX-Evil: 1"),
              Map.entry("CR", "\rBcc: eve@example.net\rX-Evil: 1"),
              Map.entry("end of header", "\r\n\r\n<a href=https://evil.example>"),
              Map.entry("end of data", "\r\n.\r\nRCPT TO:<eve@example.net>\r\n"),
              Map.entry("smuggled end of data", "\n.\nMAIL FROM:<eve@example.net>\n"),
              Map.entry("NUL", "\0Bcc: eve@example.net"),
              Map.entry("ESC", "\u001b[2J\u001b]0;evil\u0007"),
              Map.entry("U+0085", "\u0085Bcc: eve@example.net"),
              Map.entry("U+009B", "\u009b31mevil"),
              Map.entry("U+2028", "\u2028Bcc: eve@example.net"),
              Map.entry("U+2029", "\u2029Bcc: eve@example.net"),
              Map.entry("U+560A", "\u560d\u560aBcc: eve@example.net"),
              Map.entry("high surrogate", "\ud83d"),
              Map.entry("low surrogate", "\ude00"),
              Map.entry("RTL override", "\u202egro.elpmaxe"),
              Map.entry("second address", "\", <eve@example.net>, \""),
              Map.entry("encoded-word", "=?UTF-8?Q?=0D=0ABcc:_eve=40example.net?="),
              Map.entry("placeholder", "{{link}}{{{link}}}{{> /etc/passwd}}"),
              Map.entry("forged fact", " mail_sent request=AAECAwQFBgcICQoLDA0ODw app=default"),
              Map.entry("1 MiB", "A".repeat(1 << 20))));

  /** The header fields of a mail of ours. */
  private static final Set<String> FIELDS =
      Set.of(
          "content-type",
          "date",
          "from",
          "to",
          "message-id",
          "subject",
          "mime-version",
          "auto-submitted",
          "x-auto-response-suppress",
          "reply-to");

  private HostileText() {}

  /** The names of the header fields of a raw mail that are not ours, or are there twice. */
  public static Set<String> foreignFields(String raw) {
    Set<String> seen = new TreeSet<>();
    Set<String> foreign = new TreeSet<>();
    raw.split("\r\n\r\n", 2)[0]
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT))
        .filter(name -> !FIELDS.contains(name) || !seen.add(name))
        .forEach(foreign::add);
    return foreign;
  }

  /** True when {@code text} is one line that no terminal takes for anything else. */
  public static boolean isOneHarmlessLine(String text) {
    return text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
  }
}

package dev.postkey.outbox;

import dev.postkey.bus.SendMail;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An attempt as its job remembers it: {@code <ms>|<result>|<code>|<sealed text>|<reason>|<stage>},
 * where whatever is not known is empty.
 */
record AttemptLine(
    Instant at,
    String result,
    Optional<Integer> replyCode,
    Optional<String> sealedText,
    String reason,
    String stage) {
  private static final int PARTS = 6;

  /**
   * What {@code settle.lua} puts behind the time.
   *
   * @param sealedText what the relay said, under seal
   */
  static String of(SendMail.Outcome outcome, Optional<String> sealedText) {
    if (outcome instanceof SendMail.Failed failed) {
      return String.join(
          "|",
          word(failed.kind()),
          failed.replyCode().map(String::valueOf).orElse(""),
          sealedText.orElse(""),
          failed.reason(),
          word(failed.stage()));
    }
    return "sent|" + ((SendMail.Sent) outcome).replyCode() + "|||";
  }

  /** Reads a whole line. Those of before there were reasons end with the text. */
  static AttemptLine read(String line) {
    String[] parts = (line + "||||||").split("\\|", PARTS + 1);
    return new AttemptLine(
        Instant.ofEpochMilli(Long.parseLong(parts[0])),
        parts[1],
        Optional.of(parts[2]).filter(code -> !code.isEmpty()).map(Integer::valueOf),
        Optional.of(parts[3]).filter(text -> !text.isEmpty()),
        parts[4],
        parts[5]);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

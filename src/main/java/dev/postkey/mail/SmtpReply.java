package dev.postkey.mail;

import io.vertx.ext.mail.SMTPException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a relay refused with.
 *
 * @param stage what it was an answer to
 * @param code the reply code, 500 also where there was none
 * @param readable false when it was no SMTP reply at all, which the mail client reports as a 500
 * @param enhanced the enhanced status code of RFC 3463, e.g. {@code 5.1.1}, or ""
 * @param text all its lines, harmless and shortened
 */
record SmtpReply(Stage stage, int code, boolean readable, String enhanced, String text) {
  /** What was under way when the reply came. The mail client tells it in words only. */
  enum Stage {
    LOGIN("AUTH "),
    SENDER("sender address not accepted"),
    RECIPIENT("recipient address not accepted"),
    DATA("DATA command not accepted"),
    END_OF_DATA("sending data failed"),
    /** Greeting, {@code EHLO}, {@code RSET}: before any message. */
    GREETING("");

    private final String opening;

    Stage(String opening) {
      this.opening = opening;
    }

    private static Stage of(SMTPException failure) {
      for (Stage stage : values()) {
        if (failure.getMessage().startsWith(stage.opening)) {
          return stage;
        }
      }
      return GREETING;
    }
  }

  private static final int MAX_TEXT = 512;

  /** RFC 5321 section 4.2: a code, a blank or hyphen, and perhaps an enhanced code. */
  private static final Pattern LINE =
      Pattern.compile(
          "[45]\\d\\d(?:[ -](?:([45]\\.\\d{1,3}\\.\\d{1,3})(?: .*)?|.*))?", Pattern.DOTALL);

  static SmtpReply of(SMTPException failure) {
    Matcher line = LINE.matcher(failure.getReplyMessage());
    boolean readable = line.matches();
    String enhanced = readable && line.group(1) != null ? line.group(1) : "";
    return new SmtpReply(
        Stage.of(failure),
        failure.getReplyCode(),
        readable,
        enhanced,
        shortened(failure.getReplyMessages()));
  }

  /** True for a code that will be the same next time. */
  boolean permanent() {
    return code >= 500;
  }

  /** True when the enhanced code starts so, e.g. with {@code 5.7.}. */
  boolean says(String enhancedStart) {
    return enhanced.startsWith(enhancedStart);
  }

  private static String shortened(List<String> lines) {
    String text = String.join(" / ", lines);
    return HarmlessText.of(text.substring(0, Math.min(text.length(), MAX_TEXT)));
  }

  /** Without the text, which may name a person. */
  @Override
  public String toString() {
    return "SmtpReply[" + stage + ", " + code + ", " + enhanced + "]";
  }
}

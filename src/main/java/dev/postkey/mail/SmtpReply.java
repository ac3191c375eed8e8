package dev.postkey.mail;

import dev.postkey.bus.SendMail.Stage;
import io.vertx.ext.mail.SMTPException;
import java.util.List;
import java.util.Map;
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
  /** What was under way when the reply came: the mail client tells it in words only. */
  private static final Map<String, Stage> OPENINGS =
      Map.of(
          "AUTH ", Stage.LOGIN,
          "sender address not accepted", Stage.SENDER,
          "recipient address not accepted", Stage.RECIPIENT,
          "DATA command not accepted", Stage.DATA,
          "sending data failed", Stage.END_OF_DATA);

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
        stage(failure),
        failure.getReplyCode(),
        readable,
        enhanced,
        shortened(failure.getReplyMessages()));
  }

  private static Stage stage(SMTPException failure) {
    return OPENINGS.entrySet().stream()
        .filter(opening -> failure.getMessage().startsWith(opening.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Stage.GREETING);
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

package dev.postkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of HTTP/1.1 with a {@code Content-Length}, read with as little work as will do: what
 * measures has to cost less than what is measured.
 *
 * @param head in lower case
 */
record HttpAnswer(int status, String head, String body) {
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

  /** The answer in {@code received}, once it is complete. */
  static Optional<HttpAnswer> parse(Buffer received) {
    String text = received.toString(ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return Optional.empty();
    }
    String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
    Matcher length = LENGTH.matcher(head);
    int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
    String body = text.substring(end + 4);
    return body.length() < expected
        ? Optional.empty()
        : Optional.of(new HttpAnswer(Integer.parseInt(head.substring(9, 12)), head, body));
  }

  /** The problem's code, or a dash. */
  String code() {
    Matcher code = CODE.matcher(body);
    return code.find() ? code.group(1) : "-";
  }

  boolean isProblem() {
    return head.contains("\r\ncontent-type: application/problem+json\r\n") && !code().equals("-");
  }

  boolean saysWhenToComeAgain() {
    return head.contains("\r\nretry-after: ");
  }

  boolean closes() {
    return head.contains("\r\nconnection: close\r\n");
  }
}

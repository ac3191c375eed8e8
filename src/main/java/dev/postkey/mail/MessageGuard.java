package dev.postkey.mail;

import dev.postkey.model.EmailAddress;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The last gate before a mail server (requirement M6). It trusts nobody, the composer included: the
 * mail client writes addresses and header fields to the wire as it is given them, line breaks and
 * all (CVE-2026-102471).
 */
final class MessageGuard {
  private static final int MAX_LINK = 2048;
  private static final int MAX_HEADERS = 8192;
  private static final int MAX_BODY = 256 * 1024;

  private static final Set<String> REQUIRED =
      Set.of(
          "Date",
          "From",
          "To",
          "Message-ID",
          "Subject",
          "MIME-Version",
          "Auto-Submitted",
          "X-Auto-Response-Suppress");

  private static final Set<String> OPTIONAL = Set.of("Reply-To");

  /** Printable ASCII in lines of at most 900 octets, every one of which shows something. */
  private static final Pattern HEADER_VALUE =
      Pattern.compile("[!-~][ -~]{0,899}(?:\r\n [!-~][ -~]{0,899})*");

  /** No blanks, no quotes, no angle brackets: it stands in an attribute and alone on a line. */
  private static final Pattern LINK = Pattern.compile("https?://[!-~&&[^\"'<>`\\\\]]+");

  private MessageGuard() {}

  /**
   * @throws Unmailable when the message has anything but one well-formed sender and recipient,
   *     known header fields once each with clean values, and two clean bodies
   */
  static void check(MailMessage message) {
    checkEnvelope(message);
    checkHeaders(message.getHeaders());
    checkBody(message.getText());
    checkBody(message.getHtml());
  }

  /**
   * Returns {@code link} as it is.
   *
   * @throws Unmailable when it is no plain http or https URL
   */
  static String link(String link) {
    require(link.length() <= MAX_LINK && LINK.matcher(link).matches(), "the link is not a URL");
    return link;
  }

  private static void checkEnvelope(MailMessage message) {
    List<String> to = message.getTo();
    require(to != null && to.size() == 1, "not exactly one recipient");
    require(message.getCc() == null && message.getBcc() == null, "a second recipient");
    require(message.getBounceAddress() == null, "a second sender");
    requireAddress(to.get(0), "the recipient");
    requireAddress(message.getFrom(), "the sender");
  }

  private static void requireAddress(String text, String whose) {
    boolean same;
    try {
      same = EmailAddress.parse(text).value().equals(text);
    } catch (IllegalArgumentException e) {
      same = false;
    }
    require(same && HEADER_VALUE.matcher(text).matches(), whose + " is not an address");
  }

  private static void checkHeaders(MultiMap headers) {
    Set<String> seen = new TreeSet<>();
    int size = 0;
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      require(REQUIRED.contains(name) || OPTIONAL.contains(name), "an unknown header field");
      require(seen.add(name), name + " stands twice");
      size += name.length() + header.getValue().length();
      // Before the pattern: its repetition is a recursion, and must not be as deep as one likes.
      require(size <= MAX_HEADERS, "the header is too long");
      require(HEADER_VALUE.matcher(header.getValue()).matches(), name + " is not clean");
    }
    require(seen.containsAll(REQUIRED), "a header field is missing");
  }

  private static void checkBody(String body) {
    require(body != null && body.length() <= MAX_BODY, "the text is missing or too long");
    require(body.codePoints().allMatch(MessageGuard::mayStandInBody), "the text is not clean");
  }

  private static boolean mayStandInBody(int codePoint) {
    if (codePoint >= ' ' && codePoint <= '~') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint == '\n' || codePoint == '\t';
      case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new Unmailable(otherwise);
    }
  }
}

package dev.postkey.dev;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person would see of a mail. Any bytes can be parsed: what is broken or missing shows as
 * empty, for an inbox has to show exactly the mails that went wrong.
 *
 * @param to the addresses of the {@code To} field, without names
 * @param subject decoded, on one line
 */
record MailContent(List<String> to, String subject, Optional<String> text, Optional<String> html) {

  /** Decoding a longer field takes the library seconds. */
  private static final int MAX_FIELD = 16 * 1024;

  private static final Session SESSION = session();
  private static final Pattern LINK_ON_A_LINE =
      Pattern.compile("^[ \\t]*(https?://[^\\s<>\"]+)[ \\t]*$", Pattern.MULTILINE);

  MailContent {
    to = List.copyOf(to);
  }

  /** Blocks for as long as a mail of {@link Inbox#MAX_BYTES} takes to decode. */
  static MailContent parse(byte[] raw) {
    try {
      MimeMessage mail = new MimeMessage(SESSION, new ByteArrayInputStream(raw));
      MailBody body = MailBody.of(mail);
      return new MailContent(
          addresses(field(mail, "To", ",")),
          subject(field(mail, "Subject", " ")),
          body.text(),
          body.html());
    } catch (MessagingException e) {
      return new MailContent(List.of(), "", Optional.empty(), Optional.empty());
    }
  }

  /** The first http or https URL that stands alone on a line of the text. */
  Optional<String> link() {
    return text.map(LINK_ON_A_LINE::matcher).filter(Matcher::find).map(match -> match.group(1));
  }

  private static Session session() {
    Properties properties = new Properties();
    // Header fields may be UTF-8 as they are (RFC 6532).
    properties.setProperty("mail.mime.allowutf8", "true");
    return Session.getInstance(properties);
  }

  private static String field(MimeMessage mail, String name, String between)
      throws MessagingException {
    String field = Objects.requireNonNullElse(mail.getHeader(name, between), "");
    return field.substring(0, Math.min(field.length(), MAX_FIELD));
  }

  private static List<String> addresses(String field) throws MessagingException {
    return Arrays.stream(InternetAddress.parseHeader(field, false))
        .map(InternetAddress::getAddress)
        .filter(Objects::nonNull)
        .toList();
  }

  private static String subject(String field) {
    String unfolded = MimeUtility.unfold(field);
    try {
      return MimeUtility.decodeText(unfolded).strip();
    } catch (UnsupportedEncodingException e) {
      return unfolded.strip();
    }
  }

  /** Without content: a mail holds addresses and a live link. */
  @Override
  public String toString() {
    return "MailContent[text=" + text.isPresent() + ", html=" + html.isPresent() + "]";
  }
}

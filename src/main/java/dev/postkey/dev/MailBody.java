package dev.postkey.dev;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first text and the first HTML of a mail, in the order of its parts, attachments left out.
 *
 * <p>Decodes by itself instead of asking for a part's content as an object: that would depend on
 * content handlers found at run time, and fail for a charset that this JVM does not know.
 */
final class MailBody {
  private static final Logger LOG = LoggerFactory.getLogger(MailBody.class);

  /** Deeper nesting is an attack, not a mail. */
  private static final int MAX_DEPTH = 10;

  private String text;
  private String html;

  private MailBody() {}

  /** What can be read of {@code mail}; never fails. */
  static MailBody of(MimePart mail) {
    MailBody body = new MailBody();
    try {
      body.collect(mail, 0);
    } catch (MessagingException | IOException | RuntimeException e) {
      // Some decoders of the library throw unchecked on broken input. What was read so far stays.
      LOG.debug("mail_body_unreadable error={}", e.getClass().getName());
    }
    return body;
  }

  Optional<String> text() {
    return Optional.ofNullable(text);
  }

  Optional<String> html() {
    return Optional.ofNullable(html);
  }

  private void collect(MimePart part, int depth) throws MessagingException, IOException {
    if ("attachment".equalsIgnoreCase(part.getDisposition())) {
      return;
    }
    if (part.isMimeType("multipart/*") && depth < MAX_DEPTH) {
      collectParts(new MimeMultipart(part.getDataHandler().getDataSource()), depth);
    } else if (text == null && part.isMimeType("text/plain")) {
      text = decode(part);
    } else if (html == null && part.isMimeType("text/html")) {
      html = decode(part);
    }
  }

  private void collectParts(MimeMultipart parts, int depth) throws MessagingException, IOException {
    for (int i = 0; i < parts.getCount(); i++) {
      if (parts.getBodyPart(i) instanceof MimeBodyPart part) {
        collect(part, depth + 1);
      }
    }
  }

  private static String decode(MimePart part) throws MessagingException, IOException {
    return new String(part.getInputStream().readAllBytes(), charset(part.getContentType()));
  }

  private static Charset charset(String contentType) {
    try {
      String name = new ContentType(contentType).getParameter("charset");
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
    } catch (MessagingException | IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }
}

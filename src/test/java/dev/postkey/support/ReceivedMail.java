package dev.postkey.support;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A mail as a foreign parser reads it.
 *
 * @param to the only recipient
 * @param text the first part, which is the plain text
 */
public record ReceivedMail(String to, String text) {
  /** Costly to make: it reads the class path. */
  private static final Session SESSION = Session.getInstance(new Properties());

  public static ReceivedMail parse(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try {
      MimeMessage mail = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
      Multipart parts = (Multipart) mail.getContent();
      return new ReceivedMail(
          mail.getRecipients(RecipientType.TO)[0].toString(),
          parts.getBodyPart(0).getContent().toString());
    } catch (MessagingException | IOException e) {
      throw new AssertionError(raw, e);
    }
  }

  /** What stands behind {@code reset=}. */
  public String token() {
    return text.replaceFirst("(?s).*reset=([A-Za-z0-9_-]{43})\\s.*", "$1");
  }
}

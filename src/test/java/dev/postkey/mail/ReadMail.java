package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;

/** A received mail, read by Jakarta Mail in its strict mode. */
final class ReadMail {
  private final MimeMessage message;

  ReadMail(String raw) throws MessagingException {
    Session session = Session.getInstance(new Properties());
    this.message = new MimeMessage(session, new ByteArrayInputStream(raw.getBytes(UTF_8)));
  }

  MimeMessage message() {
    return message;
  }

  String subject() throws MessagingException {
    return message.getSubject();
  }

  InternetAddress from() throws MessagingException {
    return only(message.getFrom());
  }

  InternetAddress to() throws MessagingException {
    return only(message.getRecipients(Message.RecipientType.TO));
  }

  MimeMultipart parts() throws MessagingException, IOException {
    return (MimeMultipart) message.getContent();
  }

  String text() throws MessagingException, IOException {
    return content(0);
  }

  String html() throws MessagingException, IOException {
    return content(1);
  }

  private String content(int index) throws MessagingException, IOException {
    BodyPart part = parts().getBodyPart(index);
    return ((String) part.getContent()).replace("\r\n", "\n");
  }

  private static InternetAddress only(Address[] addresses) {
    if (addresses.length != 1) {
      throw new AssertionError("not one address but " + addresses.length);
    }
    return (InternetAddress) addresses[0];
  }
}

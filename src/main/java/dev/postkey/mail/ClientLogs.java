package dev.postkey.mail;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Silences the mail client: at its debug level it prints addresses, links and what servers say
 * (requirement S14). Every logger of it is set by name, since a level that an operator configures
 * for a class would win over its package's, and set again whenever the logging configuration is
 * read. Vert.x, SLF4J and so Postkey log through {@code java.util.logging}.
 */
final class ClientLogs {
  private static final String ROOT = "io.vertx.ext.mail";

  /** Held here: a logger that nobody holds may be collected and come back with its old level. */
  private static final List<Logger> LOGGERS =
      Stream.of(
              ROOT,
              ROOT + ".impl.MailClientImpl",
              ROOT + ".impl.SMTPConnection",
              ROOT + ".impl.SMTPConnectionPool",
              ROOT + ".impl.SMTPInitialDialogue",
              ROOT + ".impl.SMTPAuthentication",
              ROOT + ".impl.SMTPSendMail",
              ROOT + ".impl.MultilineParser",
              ROOT + ".impl.Capabilities",
              ROOT + ".impl.dkim.DKIMSigner",
              ROOT + ".impl.sasl.AuthXOAUTH2",
              ROOT + ".mailencoder.AttachmentPart")
          .map(Logger::getLogger)
          .toList();

  static {
    LogManager.getLogManager().addConfigurationListener(ClientLogs::silence);
  }

  private ClientLogs() {}

  /** Called before the first client is made; more often does no harm. */
  static void silence() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }
}

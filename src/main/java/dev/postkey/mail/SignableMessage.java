package dev.postkey.mail;

import dev.postkey.config.Config;
import io.vertx.ext.mail.MailMessage;
import java.util.Optional;

/** A message, and in whose name it is signed when a relay gets it. */
final class SignableMessage extends MailMessage {
  private final Optional<Config.Dkim> identity;

  SignableMessage(Optional<Config.Dkim> identity) {
    this.identity = identity;
  }

  /** In whose name {@code message} is signed, if it is. */
  static Optional<Config.Dkim> identityOf(MailMessage message) {
    return message instanceof SignableMessage signable ? signable.identity : Optional.empty();
  }
}

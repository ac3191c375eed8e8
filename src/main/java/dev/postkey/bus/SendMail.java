package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Mails a link. Answered by the mail verticle when a relay has answered, or none could be reached.
 *
 * @param generation counts the replays of a dead letter; with the request it names the message
 * @param claim the asker's hold on the request, which {@link ClearToSend} asks about once more
 */
public record SendMail(
    RequestId request,
    int generation,
    long claim,
    AppId app,
    EmailAddress to,
    Optional<String> name,
    Locale locale,
    Map<String, String> data,
    Token token,
    Instant issuedAt,
    Instant expiresAt)
    implements BusMessage {

  public SendMail {
    data = Map.copyOf(data);
  }

  public sealed interface Outcome extends BusMessage permits Sent, Failed, Withheld {}

  /** A relay took responsibility for the message. */
  public record Sent(String relay, int replyCode) implements Outcome {}

  /**
   * No relay did.
   *
   * @param kind what that means for the job and for its token
   * @param reason a stable word, for stories and metrics
   * @param stage how far the message had come
   * @param replyCode the SMTP reply code, where there was one
   * @param replyText what the relay said; may name the address, so it is sealed at rest
   */
  public record Failed(
      Kind kind,
      String reason,
      Stage stage,
      Optional<Integer> replyCode,
      Optional<String> replyText)
      implements Outcome {
    @Override
    public String toString() {
      return "Failed[" + kind + ", " + reason + ", " + stage + ", " + replyCode + "]";
    }
  }

  /** It was not handed over after all; certainly nobody has the message. */
  public record Withheld(ClearToSend.Objection objection) implements Outcome {}

  /** The parts of an SMTP dialogue (RFC 5321, section 3), in their order, and what is before. */
  public enum Stage {
    /** It is not known whose account it is, so there is no mail. */
    ACCOUNT_SOURCE,
    /** It never came to a relay. */
    NONE,
    CONNECT,
    /** Greeting, {@code EHLO}, {@code STARTTLS}. */
    GREETING,
    /** {@code AUTH}. */
    LOGIN,
    /** {@code MAIL FROM}. */
    SENDER,
    /** {@code RCPT TO}. */
    RECIPIENT,
    /** {@code DATA}, before the message. */
    DATA,
    /** After the final dot. */
    END_OF_DATA,
    /** Somewhere between {@code MAIL FROM} and the answer to the final dot. */
    TRANSFER
  }

  /** What a failure means. */
  public enum Kind {
    /** The message was refused for now; certain, and charged to the message. */
    TEMPORARY,
    /** As {@link #TEMPORARY}, and the reply asks to come back soon. */
    GREYLISTED,
    /** The message will never be taken; certain. */
    PERMANENT,
    /** The relay is at fault, not the message; certain, and not charged to it. */
    RELAY,
    /** Nobody can say whether the message was taken: its token stays. */
    UNKNOWN;

    /** True when the message certainly was not taken, so that its token may be deleted. */
    public boolean certain() {
      return this != UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return "SendMail[request=" + request + ", to=" + to + "]";
  }
}

package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.bus.SendMail.Stage;
import io.vertx.ext.mail.SMTPException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Says what a failure of the mail client means for the message: the table of SMTP replies by stage.
 *
 * <p>Before {@code MAIL FROM} nothing can have been sent and all is the relay's fault. After it, a
 * readable reply tells what happened, and everything else is unknown: the client cannot say whether
 * the final dot was out.
 */
final class Verdict {
  /** The service closes the channel; it may come as an answer to anything. */
  private static final int SHUTTING_DOWN = 421;

  private static final int FULL_MAILBOX = 552;

  /** Replies to a recipient that ask to come back soon. */
  private static final Set<Integer> GREYLISTING = Set.of(450, 451, 452);

  /** What the mail client says, in words only, when the relay's {@code SIZE} is exceeded. */
  private static final String TOO_LARGE = "message exceeds allowed size limit";

  private Verdict() {}

  /**
   * @param begun whether {@code MAIL FROM} may have been sent
   */
  static SendMail.Failed of(Throwable failure, boolean begun) {
    if (failure instanceof SMTPException refusal) {
      SmtpReply reply = SmtpReply.of(refusal);
      return begun ? afterMail(reply) : beforeMail(reply);
    }
    if (!begun) {
      return failed(Kind.RELAY, unreachable(failure), Stage.CONNECT);
    }
    // Compared before anything is written: the one failure without a reply that is certain.
    return TOO_LARGE.equals(failure.getMessage())
        ? failed(Kind.PERMANENT, "message-too-large", Stage.SENDER)
        : failed(Kind.UNKNOWN, "connection-lost", Stage.TRANSFER);
  }

  /** The relay was given up while nothing of the message had been sent. */
  static SendMail.Failed relayTooSlow() {
    return failed(Kind.RELAY, "relay-timeout", Stage.CONNECT);
  }

  /** The time of the attempt was over while the message was under way. */
  static SendMail.Failed timedOut() {
    return failed(Kind.UNKNOWN, "timed-out", Stage.TRANSFER);
  }

  /** The message itself must not be sent. */
  static SendMail.Failed unmailable() {
    return failed(Kind.PERMANENT, "unmailable", Stage.NONE);
  }

  private static SendMail.Failed beforeMail(SmtpReply reply) {
    boolean login = reply.stage() == Stage.LOGIN;
    return failed(Kind.RELAY, login ? "relay-login-refused" : "relay-refused", reply);
  }

  private static SendMail.Failed afterMail(SmtpReply reply) {
    boolean dataIsOut = reply.stage() == Stage.END_OF_DATA;
    if (!reply.readable()) {
      return failed(dataIsOut ? Kind.UNKNOWN : Kind.RELAY, "relay-unreadable", reply.stage());
    }
    if (reply.code() == SHUTTING_DOWN) {
      return failed(Kind.RELAY, "relay-shutting-down", reply);
    }
    if (reply.stage() == Stage.SENDER) {
      return failed(Kind.RELAY, "sender-refused", reply);
    }
    if (reply.says("5.7.")) {
      return failed(Kind.PERMANENT, "policy-refused", reply);
    }
    return reply.stage() == Stage.RECIPIENT ? recipient(reply) : data(reply, dataIsOut);
  }

  private static SendMail.Failed recipient(SmtpReply reply) {
    if (GREYLISTING.contains(reply.code())) {
      return failed(Kind.GREYLISTED, "recipient-deferred", reply);
    }
    if (reply.code() == FULL_MAILBOX || reply.says("5.2.2")) {
      return failed(Kind.TEMPORARY, "mailbox-full", reply);
    }
    if (isProtocolError(reply) && !reply.says("5.1.")) {
      return failed(Kind.RELAY, "relay-confused", reply);
    }
    return reply.permanent()
        ? failed(Kind.PERMANENT, "recipient-refused", reply)
        : failed(Kind.TEMPORARY, "recipient-deferred", reply);
  }

  private static SendMail.Failed data(SmtpReply reply, boolean dataIsOut) {
    if (!dataIsOut && isProtocolError(reply)) {
      return failed(Kind.RELAY, "relay-confused", reply);
    }
    return reply.permanent()
        ? failed(Kind.PERMANENT, "message-refused", reply)
        : failed(Kind.TEMPORARY, "message-deferred", reply);
  }

  /** 500 to 504: the two sides do not understand each other, which says nothing of the message. */
  private static boolean isProtocolError(SmtpReply reply) {
    return reply.code() >= 500 && reply.code() <= 504;
  }

  /**
   * Before {@code MAIL FROM} and without a reply; what the client missed it tells in words only.
   */
  private static String unreachable(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof SSLException || message.startsWith("STARTTLS required")) {
      return "relay-insecure";
    }
    if (message.startsWith("login is required")) {
      return "relay-login-refused";
    }
    if (failure instanceof Slots.Full) {
      return "relay-busy";
    }
    return failure instanceof UnknownHostException ? "relay-not-found" : "relay-unreachable";
  }

  private static SendMail.Failed failed(Kind kind, String reason, Stage stage) {
    return new SendMail.Failed(kind, reason, stage, Optional.empty(), Optional.empty());
  }

  private static SendMail.Failed failed(Kind kind, String reason, SmtpReply reply) {
    return new SendMail.Failed(
        kind, reason, reply.stage(), Optional.of(reply.code()), Optional.of(reply.text()));
  }
}

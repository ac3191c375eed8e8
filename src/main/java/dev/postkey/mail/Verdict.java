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
  /** The relay does not let us send as the configured sender. */
  static final String SENDER_REFUSED = "sender-refused";

  /** The relay does not take our user and password, or wants none. */
  static final String LOGIN_REFUSED = "relay-login-refused";

  /** The relay asks for less at once, or for a while. */
  static final String SLOWING = "relay-slowing";

  /** What the relay says is no SMTP. */
  static final String UNREADABLE = "relay-unreadable";

  /** The relay, or the recipient's server, does not want mail like this or from us. */
  static final String POLICY_REFUSED = "policy-refused";

  /** The service closes the channel; it may come as an answer to anything. */
  private static final int SHUTTING_DOWN = 421;

  private static final int FULL_MAILBOX = 552;

  /** Replies to a recipient that ask to come back soon, and to a sender to come less often. */
  private static final Set<Integer> LATER = Set.of(450, 451, 452);

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

  /** No relay was offered the message: each is left out for now. */
  static SendMail.Failed noRelay() {
    return failed(Kind.RELAY, "no-relay", Stage.NONE);
  }

  /** The message had no turn at the relay: others have its connections, or its rate allows none. */
  static SendMail.Failed noTurn() {
    return failed(Kind.RELAY, "relay-busy", Stage.NONE);
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
    if (!reply.readable()) {
      return failed(Kind.RELAY, UNREADABLE, reply.stage());
    }
    if (asksForLess(reply)) {
      return failed(Kind.RELAY, SLOWING, reply);
    }
    if (reply.stage() == Stage.LOGIN && refusesUs(reply)) {
      return failed(Kind.RELAY, LOGIN_REFUSED, reply);
    }
    return failed(
        Kind.RELAY, reply.stage() == Stage.LOGIN ? "relay-login-failed" : "relay-refused", reply);
  }

  private static SendMail.Failed afterMail(SmtpReply reply) {
    boolean dataIsOut = reply.stage() == Stage.END_OF_DATA;
    if (!reply.readable()) {
      return failed(dataIsOut ? Kind.UNKNOWN : Kind.RELAY, UNREADABLE, reply.stage());
    }
    if (asksForLess(reply)) {
      return failed(Kind.RELAY, SLOWING, reply);
    }
    if (reply.stage() == Stage.SENDER) {
      return sender(reply);
    }
    if (reply.says("5.7.")) {
      return failed(Kind.PERMANENT, POLICY_REFUSED, reply);
    }
    return reply.stage() == Stage.RECIPIENT ? recipient(reply) : data(reply, dataIsOut);
  }

  private static SendMail.Failed sender(SmtpReply reply) {
    if (isProtocolError(reply)) {
      return failed(Kind.RELAY, "relay-confused", reply);
    }
    return failed(Kind.RELAY, refusesUs(reply) ? SENDER_REFUSED : "sender-deferred", reply);
  }

  private static SendMail.Failed recipient(SmtpReply reply) {
    if (LATER.contains(reply.code())) {
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

  /** A 421 anywhere; before the recipient is named, also what RFC 3463 has for load and limits. */
  private static boolean asksForLess(SmtpReply reply) {
    boolean aboutRecipient = reply.stage().compareTo(Stage.SENDER) > 0;
    return reply.readable()
        && (reply.code() == SHUTTING_DOWN
            || (!aboutRecipient
                && LATER.contains(reply.code())
                && (reply.says("4.7.") || reply.says("4.3.2"))));
  }

  /** It will be the same next time, unless somebody changes the configuration of either side. */
  private static boolean refusesUs(SmtpReply reply) {
    return reply.readable() && reply.permanent() && !isProtocolError(reply);
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
      return LOGIN_REFUSED;
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

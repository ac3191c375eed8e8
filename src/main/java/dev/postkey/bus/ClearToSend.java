package dev.postkey.bus;

import dev.postkey.model.RequestId;

/**
 * Asks whether a mail may go out, right before it is handed to a relay: is the claim still the
 * asker's, and will the link live long enough (requirement R3)? Answered by the outbox verticle,
 * which asked for the mail.
 *
 * @param claim as {@link SendMail} has it
 */
public record ClearToSend(RequestId request, long claim) implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Clear, Refused {}

  /** Go. */
  public record Clear() implements Outcome {}

  /** Stop: nothing of the message may be sent. */
  public record Refused(Objection objection) implements Outcome {}

  /** Why a mail must not go out. */
  public enum Objection {
    /** Another node works on the request, or it has ended. */
    CLAIM_LOST,
    /** The link was killed since it was minted. */
    LINK_DEAD,
    /** The link has less than half of its time left. */
    LINK_AGED
  }
}

package dev.postkey.bus;

import dev.postkey.model.RequestId;
import java.time.Duration;

/**
 * Asks whether a mail may go out, right before it is handed to a relay: is the claim still the
 * asker's, and will the link live long enough (requirement R3)? Answered by the outbox verticle,
 * which asked for the mail.
 *
 * @param claim as {@link SendMail} has it
 */
public record ClearToSend(RequestId request, long claim) implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Clear, Refused {}

  /**
   * Go, if it goes soon.
   *
   * @param validFor how long the claim is certain to be the asker's, from the question on
   */
  public record Clear(Duration validFor) implements Outcome {}

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

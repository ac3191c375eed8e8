package dev.postkey.bus;

import dev.postkey.model.RequestId;

/**
 * Has a dead letter mailed again, with another token and another {@code Message-ID}. Answered by
 * the dead letter verticle. Asked twice, it happens once.
 */
public record ReplayDeadLetter(RequestId request) implements BusMessage {

  /** What came of it. */
  public enum Outcome implements BusMessage {
    /** It is due now. */
    REPLAYED,
    /** There is no such dead letter, or not any more. */
    UNKNOWN,
    /** It was asked for more than eight days ago; whoever wants a link has to ask anew. */
    TOO_OLD,
    /** The outbox holds as many jobs as it may; nothing was changed. */
    FULL
  }
}

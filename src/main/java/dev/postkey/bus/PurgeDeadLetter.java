package dev.postkey.bus;

import dev.postkey.model.RequestId;

/**
 * Has a dead letter forgotten: its address, its data, what relays said of it. Answered by the dead
 * letter verticle.
 */
public record PurgeDeadLetter(RequestId request) implements BusMessage {

  /** What came of it. */
  public enum Outcome implements BusMessage {
    PURGED,
    /** There is no such dead letter, or not any more. */
    UNKNOWN
  }
}

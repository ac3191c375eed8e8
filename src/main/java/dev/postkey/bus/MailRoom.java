package dev.postkey.bus;

/**
 * Asks how many mails may be under way at once now. Answered by the mail verticle, out of memory.
 */
public record MailRoom() implements BusMessage {

  /**
   * @param mails those under way already included; no more than those while no relay is usable
   */
  public record Room(int mails) implements BusMessage {}
}

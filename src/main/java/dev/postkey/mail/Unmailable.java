package dev.postkey.mail;

/** A message that must not be sent, now or later. Tells what is wrong with it, never quotes it. */
final class Unmailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param why in operators' words, without anything of a person
   */
  Unmailable(String why) {
    super(why, null, false, false);
  }
}

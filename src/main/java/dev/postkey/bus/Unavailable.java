package dev.postkey.bus;

/**
 * Something needed is not there now: Redis, or a verticle that is starting or stopping. Whether the
 * command was carried out is not known. It is worth trying again later; over HTTP this is a 503.
 */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param what what is missing, in operators' words; never anything of a person
   */
  public Unavailable(String what) {
    super(what, null, false, false);
  }
}

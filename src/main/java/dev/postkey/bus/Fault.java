package dev.postkey.bus;

/** The answerer broke; it has logged why. Over HTTP this is a 500. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param address where it was asked
   */
  public Fault(String address) {
    super(address, null, false, false);
  }
}

package dev.postkey.faults;

/**
 * A promise that was not kept.
 *
 * @param invariant its name: durable, few duplicates, valid, once, sealed, drained, asked for
 * @param evidence what shows it
 */
record Violation(String invariant, String evidence) {
  @Override
  public String toString() {
    return invariant + ": " + evidence;
  }
}

package dev.postkey.outbox;

/**
 * Moments on a request's way between which a crash leaves something different behind (requirement
 * F2). Nobody listens in production; tests end the process at each of them.
 */
public enum Waypoint {
  /** Nothing is stored yet. */
  ACCEPTING,
  /** The request is stored; its {@code 202} has not left. */
  ACCEPTED,
  CLAIMED,
  ACCOUNT_FOUND,
  /** The token is in Redis; no relay has heard of the mail. */
  MINTED,
  /** A relay has answered; Redis does not know yet. */
  MAILED
}

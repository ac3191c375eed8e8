package dev.postkey.bus;

/** Why a well-formed token cannot be consumed. */
public enum DeadReason {
  /** Never minted, another app's, or gone for longer than a tombstone lasts. */
  UNKNOWN,
  EXPIRED,
  /** Consumed, or another link of the same account was. */
  USED,
  /** A newer request took its place ({@code token.outstanding: newest}). */
  REPLACED,
  REVOKED
}

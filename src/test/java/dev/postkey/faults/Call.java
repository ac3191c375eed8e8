package dev.postkey.faults;

import java.time.Instant;
import java.util.Optional;

/**
 * A client's wish for a reset mail, and what it knows of it: sent again with one {@code
 * Idempotency-Key} until it was answered or given up.
 *
 * @param id of the request, when it was accepted
 * @param said the last thing heard, for the reader
 */
record Call(
    String email, Answer answer, Optional<String> id, String said, Instant from, Instant to) {

  enum Answer {
    ACCEPTED,
    /** Readably and never otherwise. */
    REFUSED,
    /** It may have been stored: whatever becomes of it is right, as long as it ends. */
    UNKNOWN
  }

  boolean accepted() {
    return answer == Answer.ACCEPTED;
  }
}

package dev.postkey.faults;

import java.time.Instant;

/**
 * A mail whose final dot a mail server has heard.
 *
 * @param to the recipient of the envelope
 * @param token the one in its link
 * @param at when the dot was heard
 * @param acknowledged whether a {@code 250} was sent for it
 */
record TakenMail(String to, String messageId, String token, Instant at, boolean acknowledged) {

  TakenMail unacknowledged() {
    return new TakenMail(to, messageId, token, at, false);
  }
}

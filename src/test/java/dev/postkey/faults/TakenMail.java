package dev.postkey.faults;

import dev.postkey.support.ReceivedMail;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail whose final dot a mail server has heard.
 *
 * @param to the recipient of the envelope
 * @param token the one in its link
 * @param at when the dot was heard
 * @param acknowledged whether a {@code 250} was sent for it
 */
record TakenMail(String to, String messageId, String token, Instant at, boolean acknowledged) {

  private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID:\\s*(<\\S+>)");

  /** Reads a mail as it was taken and acknowledged. */
  static TakenMail of(String recipient, String raw, Instant at) {
    Matcher messageId = MESSAGE_ID.matcher(raw);
    String name = messageId.find() ? messageId.group(1) : "";
    return new TakenMail(recipient, name, ReceivedMail.parse(raw).token(), at, true);
  }

  TakenMail unacknowledged() {
    return new TakenMail(to, messageId, token, at, false);
  }
}

package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import java.util.Set;

/** What an outcome says of the relay, not of the message. */
enum Blame {
  /** It works, whatever it thinks of the message. */
  NOTHING,
  /** The message did not come so far that the relay had to do with it. */
  UNTRIED,
  /** It asks for less. */
  OVERLOAD,
  /** It does not do its work. */
  FAULT,
  /** It does its work, but not for us as we are configured. */
  CONFIGURATION;

  private static final Set<String> OUR_CONFIGURATION =
      Set.of(Verdict.SENDER_REFUSED, Verdict.LOGIN_REFUSED);

  static Blame of(SendMail.Outcome outcome) {
    if (outcome instanceof SendMail.Withheld) {
      return UNTRIED;
    }
    return outcome instanceof SendMail.Failed failed ? of(failed) : NOTHING;
  }

  private static Blame of(SendMail.Failed failed) {
    if (failed.kind() == SendMail.Kind.UNKNOWN) {
      return FAULT;
    }
    if (failed.kind() != SendMail.Kind.RELAY) {
      return NOTHING;
    }
    if (failed.stage() == SendMail.Stage.NONE) {
      return UNTRIED;
    }
    if (OUR_CONFIGURATION.contains(failed.reason())) {
      return CONFIGURATION;
    }
    return failed.reason().equals(Verdict.SLOWING) ? OVERLOAD : FAULT;
  }
}

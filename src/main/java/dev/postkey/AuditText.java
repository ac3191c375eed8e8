package dev.postkey;

import dev.postkey.bus.ReadTrail.Entry;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** What happened to an address, in sentences for somebody who was woken up. */
final class AuditText {
  /** By event; what stands in braces is filled in from the details. */
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry("accepted", "{by} asked for a link."),
          Map.entry(
              "limited",
              "{by} asked for a link, but the address is over its limit: nothing is mailed."),
          Map.entry("mailed", "Mailed: {relay} took the mail, at attempt {attempt}."),
          Map.entry(
              "delayed", "Not mailed yet: attempt {attempt} failed ({why}); again in {retry}."),
          Map.entry("died", "Given up ({why}): it is a dead letter, see postkey dead list."),
          Map.entry("replayed", "An operator had the dead letter mailed again."),
          Map.entry("purged", "An operator had the dead letter forgotten."),
          Map.entry("handed-out", "{by} had a link made, to hand it over itself; until {until}."),
          Map.entry("opened", "The link was looked at."),
          Map.entry("consumed", "The link was used: a new password could be set."),
          Map.entry("refused", "A dead link was tried: {dead}."),
          Map.entry("revoked", "All links of the account were revoked."));

  private static final Map<String, String> ENDS =
      Map.of(
          "unknown-account", "Nothing is mailed: no account has the address.",
          "limited", "Nothing is mailed: the account is over its limit.",
          "superseded",
              "Nothing is mailed: the account's links were used, replaced or revoked meanwhile.");

  private static final Map<String, String> DEAD =
      Map.of(
          "expired", "its time was over",
          "used", "it had been used",
          "replaced", "a newer one had replaced it",
          "revoked", "it had been revoked");

  private AuditText() {}

  static String of(Entry entry) {
    StringBuilder line =
        new StringBuilder(entry.at().truncatedTo(ChronoUnit.SECONDS).toString())
            .append("  ")
            .append(entry.app())
            .append("  ")
            .append(entry.details().getOrDefault("request", "-"))
            .append("  ")
            .append(sentence(entry));
    if (entry.times() > 1) {
      line.append(" So ").append(entry.times()).append(" times, the last one told.");
    }
    return line.toString();
  }

  private static String sentence(Entry entry) {
    String reason = detail(entry, "reason").orElse("");
    if (entry.event().equals("ended")) {
      return ENDS.getOrDefault(reason, "Nothing is mailed: " + reason + ".");
    }
    return SENTENCES
        .getOrDefault(entry.event(), entry.event())
        .replace("{by}", detail(entry, "key").map(key -> "API key " + key).orElse("A browser"))
        .replace("{why}", reason + detail(entry, "code").map(code -> ", " + code).orElse(""))
        .replace("{dead}", DEAD.getOrDefault(reason, reason))
        .replace("{relay}", detail(entry, "relay").orElse("a relay"))
        .replace("{attempt}", detail(entry, "attempt").orElse("?"))
        .replace("{retry}", detail(entry, "retry").orElse("a while"))
        .replace("{until}", detail(entry, "until").orElse("?"));
  }

  private static Optional<String> detail(Entry entry, String name) {
    return Optional.ofNullable(entry.details().get(name)).map(Object::toString);
  }
}

package dev.postkey.dev;

import java.util.Map;

/**
 * What the demo tells a person instead of what was hoped for.
 *
 * @param heading what is so, in a few words
 * @param text why, and what to do
 */
record Notice(String heading, String text) {
  static final Notice AWAY =
      new Notice(
          "Postkey does not answer",
          "The demo's back end could not reach it. Is it still starting, or was it stopped? Reload"
              + " to try again.");
  static final Notice UNSURE =
      new Notice(
          "Postkey did not answer",
          "Whether it got to know that you used the link is not known. Open the link once more: the"
              + " page then says whether it still works.");
  static final Notice NO_PAGE =
      new Notice("There is no such page", "Perhaps the link was cut when it was copied.");
  static final Notice CROSS_SITE =
      new Notice("Another site sent you here", "To be safe nothing was done. Open the link again.");
  static final Notice BROKEN =
      new Notice("Something broke", "This is a fault of the demo. Its log says more.");

  /** Why a link is dead, by the code of Postkey's problem. */
  private static final Map<String, Notice> DEAD_LINKS =
      Map.of(
          "token-malformed",
              new Notice(
                  "This is not a whole link",
                  "A link's token has 43 characters; this one was cut or changed on its way."),
          "token-unknown",
              new Notice(
                  "Nobody knows this link",
                  "It was never made, belongs to another application, or ended more than a day"
                      + " ago."),
          "token-expired",
              new Notice(
                  "This link came too late",
                  "A link works for a short time only, so that an old mail opens no account."),
          "token-used",
              new Notice(
                  "This link was used",
                  "A link works once. If it was not you who used it, ask for a new one at once."),
          "token-replaced",
              new Notice(
                  "A newer link took its place",
                  "Another mail was asked for after this one. Use the link in the newest."),
          "token-revoked",
              new Notice(
                  "This link was withdrawn",
                  "The account's password or address changed after it was sent."));

  /** What an answer other than success means. */
  static Notice of(PostkeyCall call) {
    Notice known = DEAD_LINKS.get(call.text("code"));
    return known != null ? known : new Notice("Postkey said no", said(call));
  }

  private static String said(PostkeyCall call) {
    String said = call.text("detail").isEmpty() ? call.text("title") : call.text("detail");
    return said.isEmpty() ? "It answered with status " + call.status() + "." : said;
  }
}

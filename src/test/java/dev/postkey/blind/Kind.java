package dev.postkey.blind;

import dev.postkey.support.AccountsServer;
import io.vertx.core.json.JsonObject;

/** What may be behind an address. Addresses of all kinds are equally long, in one domain. */
enum Kind {
  /** It has an account, and the mail arrives. */
  KNOWN('k'),
  /** It has none. */
  UNKNOWN('u'),
  /** It has one, and was asked for too often. */
  LIMITED('l'),
  /** It has one, and the relay refuses its mail for good. */
  REFUSED('r');

  /** How many addresses are over their limit; asked for in turn. */
  static final int LIMITED_ADDRESSES = 20;

  /** Where the mails go that the relay refuses. */
  static final String REFUSING = "refused.example";

  private final char first;

  Kind(char first) {
    this.first = first;
  }

  /** An address of this kind: another for each number, except where few are over their limit. */
  String email(int number) {
    int local = this == LIMITED ? number % LIMITED_ADDRESSES : number;
    return String.format("%c%07d@example.com", first, local);
  }

  /** What the application says to who asks for an account. */
  static AccountsServer.Answer account(AccountsServer.Question question) {
    String email = question.email();
    char first = email.charAt(0);
    if (first == UNKNOWN.first) {
      return AccountsServer.status(404);
    }
    String mailed = first == REFUSED.first ? email.replace("example.com", REFUSING) : email;
    return AccountsServer.json(new JsonObject().put("subject", email).put("email", mailed));
  }
}

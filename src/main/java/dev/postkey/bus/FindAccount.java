package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whose account an address is. Answered by the account verticle.
 *
 * @param hint what a {@code trusted} application said about the account; other sources ignore it
 */
public record FindAccount(AppId app, EmailAddress email, Account hint) implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Found, Unknown {}

  /** There is one, and mail goes to the address it names, byte for byte (requirement A5). */
  public record Found(Account account) implements Outcome {}

  /** There is none. Nothing is sent. */
  public record Unknown() implements Outcome {}

  /** An account as its source tells it. */
  public record Account(
      Subject subject,
      EmailAddress email,
      Optional<String> name,
      Locale locale,
      Map<String, String> data) {
    public Account {
      data = Map.copyOf(data);
    }

    /** What a trusted application said; without a subject the address itself is the account. */
    public static Account said(
        EmailAddress email,
        Optional<Subject> subject,
        Optional<String> name,
        Locale locale,
        Map<String, String> data) {
      return new Account(
          subject.orElseGet(() -> new Subject(email.key())), email, name, locale, data);
    }

    @Override
    public String toString() {
      return "Account[subject=" + subject + ", email=" + email + "]";
    }
  }
}

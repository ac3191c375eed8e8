package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whose account an address is. Answered by the account verticle.
 *
 * @param request for whom it is asked; the same each time that it is asked again
 * @param hint what the request said about the account; only a {@code trusted} application is
 *     believed in who it is
 */
public record FindAccount(RequestId request, AppId app, EmailAddress email, Account hint)
    implements BusMessage {

  public sealed interface Outcome extends BusMessage permits Found, Unknown, Failed {}

  /** There is one, and mail goes to the address it names, byte for byte (requirement A5). */
  public record Found(Account account) implements Outcome {}

  /** There is none. Nothing is sent. */
  public record Unknown() implements Outcome {}

  /**
   * The source did not tell; it is worth asking again later.
   *
   * @param reason why, in a stable word
   */
  public record Failed(String reason) implements Outcome {}

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

package dev.postkey.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postkey.config.Config;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import dev.postkey.model.Text;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a body that say whose account is meant and how to write to it. A link is not among
 * them: nothing in a request can change it.
 */
record AccountFields(
    EmailAddress email,
    Optional<Subject> subject,
    Optional<String> name,
    Locale locale,
    Map<String, String> data) {

  /** Their names, with {@code app}. */
  static final Set<String> NAMES = Set.of("email", "app", "subject", "name", "locale", "data");

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_LOCALE = 35;
  private static final int MAX_DATA_BYTES = 4 * 1024;
  private static final Pattern DATA_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  /**
   * Takes them from {@code fields}, whose {@link Fields#check()} tells whether they are good.
   *
   * @param accounts where the accounts live: only a {@code trusted} application says who they are
   */
  static AccountFields take(Fields fields, Config.Accounts accounts) {
    boolean trusted = accounts.type() == Config.Accounts.Type.TRUSTED;
    return new AccountFields(
        fields.required("email", EmailAddress::parse),
        fields.optional("subject", trusted ? Subject::new : AccountFields::needless),
        fields.optional("name", trusted ? AccountFields::name : AccountFields::needless),
        fields.optional("locale", AccountFields::locale).orElse(Locale.ENGLISH),
        data(fields));
  }

  /** Said so, rather than passed over: somebody who sends it means it. */
  private static <T> T needless(String text) {
    throw new IllegalArgumentException("The app's account source says this; leave it out.");
  }

  private static String name(String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("A name has 1 to 200 characters, not only blanks.");
    }
    return plain(text);
  }

  private static String plain(String text) {
    if (!Text.isPlain(text)) {
      throw new IllegalArgumentException("This holds control or invisible characters.");
    }
    return text;
  }

  private static Locale locale(String tag) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag).build();
      if (tag.length() <= LONGEST_LOCALE && !locale.getLanguage().isEmpty()) {
        return locale;
      }
    } catch (IllformedLocaleException e) {
      // Told below, as any other text that names no language.
    }
    throw new IllegalArgumentException("A language reads like en or de-CH.");
  }

  private static Map<String, String> data(Fields fields) {
    Map<String, String> data = fields.strings("data", AccountFields::plain);
    int bytes = 0;
    for (Map.Entry<String, String> entry : data.entrySet()) {
      bytes += bytes(entry.getKey()) + bytes(entry.getValue());
      if (!DATA_KEY.matcher(entry.getKey()).matches()) {
        fields.fault(
            FieldError.pointer("/data", entry.getKey()),
            "A key is a letter, then at most 63 letters, digits and underscores.");
      }
    }
    if (bytes > MAX_DATA_BYTES) {
      fields.fault("/data", "Keys and values have at most 4 KiB in all.");
    }
    return data;
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  @Override
  public String toString() {
    return "AccountFields[email=" + email + "]";
  }
}

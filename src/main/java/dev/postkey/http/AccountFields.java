package dev.postkey.http;

import dev.postkey.config.Config;
import dev.postkey.model.AccountDetails;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        fields.optional("name", trusted ? AccountDetails::name : AccountFields::needless),
        fields.optional("locale", AccountDetails::locale).orElse(Locale.ENGLISH),
        data(fields));
  }

  /** Said so, rather than passed over: somebody who sends it means it. */
  private static <T> T needless(String text) {
    throw new IllegalArgumentException("The app's account source says this; leave it out.");
  }

  private static Map<String, String> data(Fields fields) {
    Map<String, String> data = fields.strings("data", AccountDetails::plain);
    for (String key : data.keySet()) {
      if (!AccountDetails.isDataKey(key)) {
        fields.fault(
            FieldError.pointer("/data", key),
            "A key is a letter, then at most 63 letters, digits and underscores.");
      }
    }
    if (AccountDetails.bytes(data) > AccountDetails.MAX_DATA_BYTES) {
      fields.fault("/data", "Keys and values have at most 4 KiB in all.");
    }
    return data;
  }

  @Override
  public String toString() {
    return "AccountFields[email=" + email + "]";
  }
}

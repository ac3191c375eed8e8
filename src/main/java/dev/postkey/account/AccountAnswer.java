package dev.postkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postkey.bus.FindAccount;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import dev.postkey.model.Text;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a webhook said of an account, checked as if a stranger had said it. A name that no mail
 * could show is left out, and so is a language that is none: the person should have the mail all
 * the same (requirement A6). Anything else that is wrong spoils the answer.
 */
final class AccountAnswer {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_LOCALE = 35;
  private static final int MAX_DATA_BYTES = 4 * 1024;
  private static final Pattern DATA_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private AccountAnswer() {}

  /**
   * The account that is told of.
   *
   * @param request what the request said: its language, unless the account has one, and its data,
   *     to which that of the account is added
   * @throws SourceFailure when this is no account
   */
  static FindAccount.Account read(WebhookClient.Answer answer, FindAccount.Account request) {
    Map<String, Object> members = AnswerReader.read(answer);
    try {
      return new FindAccount.Account(
          new Subject(required(members, "subject")),
          EmailAddress.parse(required(members, "email")),
          AnswerReader.string(members, "name").filter(AccountAnswer::isName),
          AnswerReader.string(members, "locale")
              .flatMap(AccountAnswer::locale)
              .orElse(request.locale()),
          both(request.data(), data(members)));
    } catch (IllegalArgumentException e) {
      throw AnswerReader.invalid(); // Its message may repeat the answer.
    }
  }

  private static String required(Map<String, Object> members, String name) {
    return AnswerReader.string(members, name).orElseThrow(AnswerReader::invalid);
  }

  private static boolean isName(String text) {
    return !text.isBlank() && text.length() <= LONGEST_NAME && Text.isPlain(text);
  }

  private static Optional<Locale> locale(String tag) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(tag).build();
      boolean good = tag.length() <= LONGEST_LOCALE && !locale.getLanguage().isEmpty();
      return Optional.of(locale).filter(language -> good);
    } catch (IllformedLocaleException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> data(Map<String, Object> members) {
    Object value = members.get("data");
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> entries)) {
      throw AnswerReader.invalid();
    }
    Map<String, String> data = new HashMap<>();
    int bytes = 0;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      String key = (String) entry.getKey();
      if (!(entry.getValue() instanceof String text)
          || !DATA_KEY.matcher(key).matches()
          || !Text.isPlain(text)) {
        throw AnswerReader.invalid();
      }
      bytes += key.length() + text.getBytes(UTF_8).length;
      data.put(key, text);
    }
    if (bytes > MAX_DATA_BYTES) {
      throw AnswerReader.invalid();
    }
    return data;
  }

  /** What the account says is later and wins. */
  private static Map<String, String> both(Map<String, String> asked, Map<String, String> told) {
    Map<String, String> both = new HashMap<>(asked);
    both.putAll(told);
    return both;
  }
}

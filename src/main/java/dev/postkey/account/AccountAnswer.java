package dev.postkey.account;

import dev.postkey.bus.FindAccount;
import dev.postkey.model.AccountDetails;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a webhook said of an account, checked as if a stranger had said it. A name that no mail
 * could show is left out, and so is a language that is none: the person should have the mail all
 * the same (requirement A6). Anything else that is wrong spoils the answer.
 */
final class AccountAnswer {
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
          legible(members, "name", AccountDetails::name),
          legible(members, "locale", AccountDetails::locale).orElse(request.locale()),
          both(request.data(), data(members)));
    } catch (IllegalArgumentException e) {
      throw AnswerReader.invalid(); // Its message may repeat the answer.
    }
  }

  private static String required(Map<String, Object> members, String name) {
    return AnswerReader.string(members, name).orElseThrow(AnswerReader::invalid);
  }

  /** What the person can have the mail without is left out where it is not as it should be. */
  private static <T> Optional<T> legible(
      Map<String, Object> members, String name, Function<String, T> parser) {
    return AnswerReader.string(members, name)
        .flatMap(
            text -> {
              try {
                return Optional.of(parser.apply(text));
              } catch (IllegalArgumentException wrong) {
                return Optional.empty();
              }
            });
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
    entries.forEach((key, text) -> data.put(dataKey((String) key), dataText(text)));
    if (AccountDetails.bytes(data) > AccountDetails.MAX_DATA_BYTES) {
      throw AnswerReader.invalid();
    }
    return data;
  }

  private static String dataKey(String name) {
    if (!AccountDetails.isDataKey(name)) {
      throw AnswerReader.invalid();
    }
    return name;
  }

  private static String dataText(Object value) {
    if (!(value instanceof String text)) {
      throw AnswerReader.invalid();
    }
    return AccountDetails.plain(text);
  }

  /** What the account says is later and wins. */
  private static Map<String, String> both(Map<String, String> asked, Map<String, String> told) {
    Map<String, String> both = new HashMap<>(asked);
    both.putAll(told);
    return both;
  }
}

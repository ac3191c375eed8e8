package dev.postkey.outbox;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.FindAccount;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a job must remember of a request: the part that is kept sealed. */
record Mailing(
    EmailAddress email,
    Optional<Subject> subject,
    Optional<String> name,
    Locale locale,
    Map<String, String> data) {

  static Mailing of(AcceptRequest request) {
    return new Mailing(
        request.email(), request.subject(), request.name(), request.locale(), request.data());
  }

  FindAccount.Account hint() {
    return FindAccount.Account.said(email, subject, name, locale, data);
  }

  String toJson() {
    JsonObject json =
        new JsonObject()
            .put("email", email.value())
            .put("locale", locale.toLanguageTag())
            .put("data", new JsonObject(new TreeMap<>(data)));
    subject.ifPresent(value -> json.put("subject", value.value()));
    name.ifPresent(value -> json.put("name", value));
    return json.encode();
  }

  static Mailing fromJson(String text) {
    JsonObject json = new JsonObject(text);
    Map<String, String> data = new TreeMap<>();
    json.getJsonObject("data")
        .forEach(entry -> data.put(entry.getKey(), (String) entry.getValue()));
    return new Mailing(
        EmailAddress.parse(json.getString("email")),
        Optional.ofNullable(json.getString("subject")).map(Subject::new),
        Optional.ofNullable(json.getString("name")),
        Locale.forLanguageTag(json.getString("locale")),
        data);
  }

  @Override
  public String toString() {
    return "Mailing[email=" + email + "]";
  }
}

package dev.postkey.token;

import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** What a token's record says of a person, which is kept sealed. */
record SealedAccount(Subject subject, EmailAddress email, Map<String, String> data) {

  String toJson() {
    return new JsonObject()
        .put("subject", subject.value())
        .put("email", email.value())
        .put("data", new JsonObject(new TreeMap<>(data)))
        .encode();
  }

  static SealedAccount fromJson(String text) {
    JsonObject json = new JsonObject(text);
    Map<String, String> data = new TreeMap<>();
    json.getJsonObject("data")
        .forEach(entry -> data.put(entry.getKey(), (String) entry.getValue()));
    return new SealedAccount(
        new Subject(json.getString("subject")), EmailAddress.parse(json.getString("email")), data);
  }

  @Override
  public String toString() {
    return "SealedAccount[subject=" + subject + ", email=" + email + "]";
  }
}

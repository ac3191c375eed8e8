package dev.postkey.http;

import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * One fault of a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the body as a whole
 * @param detail what is wrong, for people; never repeats a value
 */
record FieldError(String pointer, String detail) {

  /** What could be an address or a token that slipped into the place of a name. */
  private static final Pattern SECRET = Pattern.compile(".*[@%].*|.{41,}", Pattern.DOTALL);

  /**
   * The pointer to the member {@code name} of the object at {@code parent}. Callers log problems,
   * so a name that may be a value in the wrong place is not repeated (requirement S14).
   */
  static String pointer(String parent, String name) {
    return SECRET.matcher(name).matches() ? parent + "/(hidden)" : parent + '/' + escaped(name);
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  JsonObject toJson() {
    return new JsonObject().put("pointer", pointer).put("detail", detail);
  }
}

package dev.postkey.http;

import io.vertx.core.json.JsonObject;

/**
 * One fault of a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the body as a whole
 * @param detail what is wrong, for people; never repeats a value
 */
record FieldError(String pointer, String detail) {

  /** The pointer to the member {@code name} of the object at {@code parent}. */
  static String pointer(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  JsonObject toJson() {
    return new JsonObject().put("pointer", pointer).put("detail", detail);
  }
}

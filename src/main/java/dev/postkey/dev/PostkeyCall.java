package dev.postkey.dev;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * One call that the demo made to Postkey, to be shown.
 *
 * @param curl the same call for a shell
 * @param status what Postkey answered, e.g. 410
 * @param answer the body; empty when it was no JSON object
 */
record PostkeyCall(String curl, int status, JsonObject answer) {
  static PostkeyCall answered(String curl, int status, Buffer body) {
    return new PostkeyCall(curl, status, json(body));
  }

  boolean succeeded() {
    return status / 100 == 2;
  }

  /** The member {@code name} of the answer as text; empty when absent. */
  String text(String name) {
    Object value = answer.getValue(name);
    return value == null ? "" : value.toString();
  }

  private static JsonObject json(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }

  /** Without the command and the answer, which hold a key, a token and an address. */
  @Override
  public String toString() {
    return "PostkeyCall[" + status + "]";
  }
}

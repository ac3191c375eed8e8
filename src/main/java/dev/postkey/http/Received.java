package dev.postkey.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A request with its body read but not yet understood.
 *
 * @param path the parameters in the path, by name
 * @param told the headers that every answer to it will have, whatever else it says
 * @param abandoned whether the caller has hung up meanwhile
 */
record Received(
    MultiMap headers,
    Map<String, String> path,
    Buffer body,
    MultiMap told,
    BooleanSupplier abandoned) {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int LONGEST_KEY = 255;

  static Received of(RoutingContext context, Buffer body) {
    HttpServerRequest request = context.request();
    return new Received(
        request.headers(),
        context.pathParams(),
        body,
        request.response().headers(),
        request.response()::closed);
  }

  /**
   * The body's fields.
   *
   * @param known those that it may have
   * @throws Refusal when it is not one JSON object
   */
  Fields fields(Set<String> known) {
    return Fields.read(text(), known);
  }

  /**
   * As {@link #fields(Set)}, with a word more on fields that only a call with an API key may have.
   */
  Fields fields(Set<String> known, List<String> forKeys) {
    return Fields.read(text(), known, forKeys);
  }

  /**
   * The body as text. Decoded here and not by the JSON parser, which would guess other encodings
   * than UTF-8 and let some ill-formed sequences pass.
   *
   * @throws Refusal when it is not UTF-8
   */
  String text() {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.of(
          Answer.problem(
              Problem.INVALID_REQUEST, List.of(new FieldError("", "The body must be UTF-8."))));
    }
  }

  /**
   * The {@code Idempotency-Key}, where there is one.
   *
   * @throws Refusal when it is sent twice, empty, too long or not printable ASCII
   */
  Optional<String> idempotencyKey() {
    List<String> keys = headers.getAll(IDEMPOTENCY_KEY);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    String key = keys.get(0);
    boolean printable = key.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (keys.size() > 1 || key.isEmpty() || key.length() > LONGEST_KEY || !printable) {
      throw Refusal.of(
          Problem.INVALID_REQUEST, "Idempotency-Key is sent once, 1 to 255 printable ASCII.");
    }
    return Optional.of(key);
  }

  /** Without the headers, which hold the API key, and the body. */
  @Override
  public String toString() {
    return "Received[redacted]";
  }
}

package dev.postkey.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.postkey.account.SourceFailure.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the one JSON object that a webhook answered, strictly: UTF-8, no duplicate names, nothing
 * after it. Members are strings or flat objects of strings; what else there is, is skipped and
 * stands as {@link #OTHER}, since an application may say more than we asked.
 */
final class AnswerReader {
  /** Stands for a value that is neither a string nor a flat object. */
  static final Object OTHER = new Object();

  private static final Pattern JSON =
      Pattern.compile(
          "(?i)application/json[ \\t]*(;[ \\t]*charset[ \\t]*=[ \\t]*\"?utf-8\"?[ \\t]*)?");

  /** Names are not interned: they are the application's, and there is no end of them. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private AnswerReader() {}

  /**
   * The members of the object.
   *
   * @throws SourceFailure when the answer is not one JSON object
   */
  static Map<String, Object> read(WebhookClient.Answer answer) {
    if (!answer.type().filter(type -> JSON.matcher(type).matches()).isPresent()) {
      throw invalid();
    }
    try (JsonParser parser = FACTORY.createParser(text(answer.body()))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid();
      }
      Map<String, Object> members = members(parser, true);
      if (parser.nextToken() != null) {
        throw invalid();
      }
      return members;
    } catch (IOException malformed) {
      throw invalid(); // Its message repeats the answer.
    }
  }

  /** The string {@code name}; nothing when it is absent or null. */
  static Optional<String> string(Map<String, Object> members, String name) {
    Object value = members.get(name);
    if (value != null && !(value instanceof String)) {
      throw invalid();
    }
    return Optional.ofNullable((String) value);
  }

  static SourceFailure invalid() {
    return new SourceFailure(Reason.INVALID);
  }

  private static String text(Buffer body) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
  }

  private static Map<String, Object> members(JsonParser parser, boolean outermost)
      throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      members.put(name, value(parser, outermost));
    }
    return members;
  }

  private static Object value(JsonParser parser, boolean outermost) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (outermost && token == JsonToken.START_OBJECT) {
      return members(parser, false);
    }
    parser.skipChildren();
    return OTHER;
  }
}

package dev.postkey.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the one JSON object of a body, strictly (RFC 8259): no duplicate names, no text after it,
 * only well-formed Unicode. Bodies of this contract hold strings and flat objects of strings;
 * whatever else there is, is skipped and kept as {@link #OTHER}.
 */
final class JsonFields {
  /** Stands for a value that is neither a string nor an object of the second level. */
  static final Object OTHER = new Object();

  /**
   * The longest name, in UTF-16 units. Errors repeat names, and one of 16 KiB would let a body be
   * answered with twenty times as much.
   */
  private static final int LONGEST_NAME = 128;

  private static final String MALFORMED =
      "This is not well-formed JSON, is nested too deeply, or has a name of over "
          + LONGEST_NAME
          + " characters.";

  /** Names are not interned: they are the caller's, and there is no end of them. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(BodyReader.MAX_BYTES)
                  .maxNameLength(LONGEST_NAME)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private final List<FieldError> errors;

  private JsonFields(JsonParser parser, List<FieldError> errors) {
    this.parser = parser;
    this.errors = errors;
  }

  /**
   * The members of the object that {@code text} is: strings, maps of the same, or {@link #OTHER}.
   * What is wrong is added to {@code errors}; after a syntax error the rest of the text is not
   * read.
   */
  static Map<String, Object> read(String text, List<FieldError> errors) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new JsonFields(parser, errors).body();
    } catch (JsonProcessingException e) {
      errors.add(new FieldError("", MALFORMED));
      return Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> body() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      errors.add(new FieldError("", "The body must be one JSON object."));
      return Map.of();
    }
    Map<String, Object> members = object("");
    if (parser.nextToken() != null) {
      errors.add(new FieldError("", "Nothing may follow the JSON object."));
    }
    return members;
  }

  private Map<String, Object> object(String pointer) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(parser.currentName(), pointer);
      String place = FieldError.pointer(pointer, name);
      Object value = value(place);
      if (members.putIfAbsent(name, value) != null) {
        errors.add(new FieldError(place, "This name is there twice."));
      }
    }
    return members;
  }

  private Object value(String pointer) throws IOException {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> wellFormed(parser.getText(), pointer);
      case START_OBJECT, START_ARRAY -> nested(pointer);
      default -> OTHER;
    };
  }

  private Object nested(String pointer) throws IOException {
    boolean second = parser.getParsingContext().getNestingDepth() == 2;
    if (second && parser.currentToken() == JsonToken.START_OBJECT) {
      return object(pointer);
    }
    parser.skipChildren();
    return OTHER;
  }

  /** Escapes can spell half a surrogate pair, which is no character and cannot be sent on. */
  private String wellFormed(String text, String pointer) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(text.charAt(i), next(text, i))) {
          errors.add(new FieldError(pointer, "This is not well-formed Unicode."));
          return "";
        }
        i++;
      }
    }
    return text;
  }

  private static char next(String text, int i) {
    return i + 1 < text.length() ? text.charAt(i + 1) : 0;
  }
}

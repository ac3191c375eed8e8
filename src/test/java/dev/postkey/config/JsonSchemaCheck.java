package dev.postkey.config;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a foreign validator makes of {@code postkey.schema.json}, as an editor would. */
final class JsonSchemaCheck {
  private final Validator validator;

  JsonSchemaCheck() {
    validator =
        Validator.create(
            JsonSchema.of(new JsonObject(text())),
            new JsonSchemaOptions()
                .setBaseUri("https://postkey.invalid")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic));
  }

  /** The errors in {@code options}; empty when they are valid. */
  List<String> errors(Map<String, Object> options) {
    OutputUnit result = validator.validate(new JsonObject(options));
    return result.getValid()
        ? List.of()
        : result.getErrors().stream()
            .map(e -> e.getInstanceLocation() + " " + e.getError())
            .toList();
  }

  private static String text() {
    try (InputStream in = JsonSchemaCheck.class.getResourceAsStream("/postkey.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

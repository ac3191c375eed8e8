package dev.postkey.support;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Holds live answers against {@code openapi.yaml} (requirement W1): status, content type, headers
 * and body must be what the contract says of the operation. An answer to a path or method that the
 * contract does not have must be a problem. Fails with {@link AssertionError}. May be shared by
 * threads.
 */
public final class ContractValidator {
  private static final String DOCUMENT = "app://postkey/openapi.yaml";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonObject contract;
  private final SchemaRepository schemas;

  private ContractValidator(JsonObject contract) {
    this.contract = contract;
    this.schemas =
        SchemaRepository.create(
                new JsonSchemaOptions()
                    .setBaseUri(DOCUMENT)
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic))
            // A copy, since the repository writes into what it is given.
            .dereference(DOCUMENT, JsonSchema.of(contract.copy()));
  }

  /** Reads the contract from the class path. */
  public static ContractValidator load() {
    try (InputStream in = ContractValidator.class.getResourceAsStream("/openapi.yaml")) {
      Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new ContractValidator(new JsonObject(Json.encode(yaml)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is at a JSON pointer into the contract; null where there is nothing. */
  public Object at(String pointer) {
    return JsonPointer.from(pointer).queryJson(contract);
  }

  /** Every operation, written as {@code GET /v1/reset-requests/{id}}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, Object> path : contract.getJsonObject("paths")) {
      ((JsonObject) path.getValue())
          .fieldNames().stream()
              .filter(METHODS::contains)
              .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey())
              .forEach(operations::add);
    }
    return operations;
  }

  /** Asserts that the contract allows {@code answer} to the request that it answers. */
  public void check(HttpResponse<String> answer) {
    String method = answer.request().method();
    String path = answer.request().uri().getPath();
    String where = method + " " + path + " answered " + answer.statusCode();
    Optional<String> operation = operation(method, path);
    if (operation.isEmpty()) {
      require(answer.statusCode() >= 400, where + ", but the contract has no such operation");
      checkProblem(where, answer.headers(), answer.body());
      return;
    }
    String response = follow(operation.get() + "/responses/" + answer.statusCode());
    require(at(response) != null, where + ", which the contract does not have");
    checkHeaders(where, response, answer.headers());
    checkContent(where, response, answer.headers(), answer.body());
  }

  /** Asserts that {@code value} is what the schema at a JSON pointer into the contract allows. */
  public void check(String where, String pointer, Object value) {
    // The repository names places as in a URI fragment.
    String fragment = pointer.replace("{", "%7B").replace("}", "%7D");
    OutputUnit result = schemas.validator(DOCUMENT + "#" + fragment).validate(value);
    require(result.getValid(), where + ", which the contract does not allow: " + faults(result));
  }

  private Optional<String> operation(String method, String path) {
    return contract.getJsonObject("paths").fieldNames().stream()
        .filter(template -> matches(template, path))
        .map(template -> "/paths/" + escape(template) + "/" + method.toLowerCase(Locale.ROOT))
        .filter(pointer -> at(pointer) != null)
        .findFirst();
  }

  private static boolean matches(String template, String path) {
    String[] expected = template.split("/", -1);
    String[] actual = path.split("/", -1);
    if (expected.length != actual.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (!expected[i].startsWith("{") && !expected[i].equals(actual[i])) {
        return false;
      }
    }
    return true;
  }

  private void checkHeaders(String where, String response, HttpHeaders actual) {
    if (!(at(response + "/headers") instanceof JsonObject headers)) {
      return;
    }
    for (String name : headers.fieldNames()) {
      String header = follow(response + "/headers/" + name);
      Optional<String> value = actual.firstValue(name);
      boolean required = Boolean.TRUE.equals(at(header + "/required"));
      require(value.isPresent() || !required, where + " without the header " + name);
      value.ifPresent(text -> check(where + " with " + name, header + "/schema", text));
    }
  }

  private void checkContent(String where, String response, HttpHeaders headers, String body) {
    Optional<String> type = headers.firstValue("content-type");
    if (!(at(response + "/content") instanceof JsonObject content)) {
      require(body.isEmpty() && type.isEmpty(), where + " with a body, but there is none to be");
      return;
    }
    require(
        type.isPresent() && content.containsKey(type.get()),
        where + " with content type " + type + ", not one of " + content.fieldNames());
    String schema = response + "/content/" + escape(type.get()) + "/schema";
    check(where, schema, type.get().endsWith("json") ? Json.decodeValue(body) : body);
    if (type.get().equals(PROBLEM_JSON)) {
      checkProblem(where, headers, body);
    }
  }

  private void checkProblem(String where, HttpHeaders headers, String body) {
    boolean problem = headers.firstValue("content-type").equals(Optional.of(PROBLEM_JSON));
    require(problem, where + ", not as a problem");
    check(where, "/components/schemas/Problem", new JsonObject(body));
  }

  /** The pointer itself, or the one that the reference there names. */
  private String follow(String pointer) {
    return at(pointer) instanceof JsonObject object && object.containsKey("$ref")
        ? object.getString("$ref").substring("#".length())
        : pointer;
  }

  private static String faults(OutputUnit result) {
    return result.getErrors() == null
        ? result.getError()
        : result.getErrors().stream()
            .map(unit -> unit.getInstanceLocation() + " " + unit.getError())
            .collect(Collectors.joining("; "));
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}

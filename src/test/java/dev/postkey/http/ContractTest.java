package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Bus;
import dev.postkey.support.ContractValidator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ContractTest {
  private static final ContractValidator CONTRACT = PublicPort.CONTRACT;

  @Test
  @DisplayName("W1: every operation is mounted, every route is in the contract")
  void w1_the_routes_are_those_of_the_contract() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Router router = Router.router(vertx);
      CurrentDirectory directory = new CurrentDirectory(() -> Configs.PLAIN);
      Bus bus = Bus.create(vertx);
      Admission admission = new Admission(null);
      Routes.mount(
          router,
          directory,
          new Connections(() -> 1, Duration.ofSeconds(1)),
          new Turnstile(() -> 1),
          bus,
          admission,
          new VisitorGuard(directory, new Doorstep(() -> 1), visit -> null),
          new Visits(bus, directory, admission, null, null),
          Contract.load());

      assertThat(operations(router)).isEqualTo(CONTRACT.operations());
    } finally {
      vertx.close().await(5, TimeUnit.SECONDS);
    }
  }

  private static Set<String> operations(Router router) {
    return router.getRoutes().stream()
        .filter(route -> route.methods() != null)
        .flatMap(
            route ->
                route.methods().stream()
                    .filter(method -> method != HttpMethod.HEAD)
                    .map(method -> method + " " + route.getName().replace(":id", "{id}")))
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName("W1: the codes of the contract are those of the table of problems")
  void w1_the_codes_are_those_of_the_table() {
    JsonArray codes = (JsonArray) CONTRACT.at("/components/schemas/Problem/properties/code/enum");

    assertThat(codes.stream().map(Object::toString))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.values()).map(Problem::code).toList());
  }

  @Test
  @DisplayName("W1: every problem is what the contract says a problem is")
  void w1_every_problem_is_one() {
    for (Problem problem : Problem.values()) {
      CONTRACT.check(problem.code(), "/components/schemas/Problem", problem.toJson());
    }
  }

  @Test
  @DisplayName("W1: the contract's own examples are what it describes")
  void w1_the_examples_hold() {
    List<String> checked = new ArrayList<>();
    examples("", (JsonObject) CONTRACT.at(""), checked);
    assertThat(checked).hasSizeGreaterThan(20);
  }

  /** Walks the contract for {@code content} with examples, and checks each against its schema. */
  private static void examples(String pointer, JsonObject at, List<String> checked) {
    if (at.getValue("schema") instanceof JsonObject
        && at.getValue("examples") instanceof JsonObject examples) {
      for (Map.Entry<String, Object> example : examples) {
        String where = pointer + "/examples/" + example.getKey();
        CONTRACT.check(
            where, pointer + "/schema", ((JsonObject) example.getValue()).getValue("value"));
        checked.add(where);
      }
    }
    for (Map.Entry<String, Object> member : at) {
      if (member.getValue() instanceof JsonObject object) {
        String name = member.getKey().replace("~", "~0").replace("/", "~1");
        examples(pointer + "/" + name, object, checked);
      }
    }
  }

  @Test
  void the_contract_is_served_as_it_is_in_the_jar() throws Exception {
    PublicPort port = new PublicPort(Configs.PLAIN);
    try (InputStream in = ContractTest.class.getResourceAsStream("/openapi.yaml")) {
      HttpResponse<String> answer = port.send(port.request("/openapi.yaml").GET());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("application/yaml");
      assertThat(answer.body()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } finally {
      port.close();
    }
  }

  @Test
  void the_validator_sees_what_the_contract_does_not_allow() {
    JsonObject accepted = new JsonObject().put("id", "AAECAwQFBgcICQoLDA0ODw");
    String schema =
        "/paths/~1v1~1reset-requests/post/responses/202/content/application~1json/schema";

    CONTRACT.check("good", schema, accepted.copy().put("status", "accepted"));
    for (JsonObject bad :
        List.of(
            accepted,
            accepted.copy().put("status", "sent"),
            accepted.copy().put("status", "accepted").put("email", "ann@example.com"),
            accepted.copy().put("status", "accepted").put("id", "short"))) {
      assertThatThrownBy(() -> CONTRACT.check("bad", schema, bad))
          .as(bad.encode())
          .isInstanceOf(AssertionError.class);
    }
    JsonObject otherCode = Problem.TOKEN_USED.toJson();
    assertThatThrownBy(
            () ->
                CONTRACT.check(
                    "bad",
                    "/components/responses/TokenUnknown/content/application~1problem+json/schema",
                    otherCode))
        .isInstanceOf(AssertionError.class);
  }
}

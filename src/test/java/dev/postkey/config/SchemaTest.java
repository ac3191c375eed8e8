package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema, the program and a foreign validator agree on what a configuration is. */
class SchemaTest {
  private static final Schema SCHEMA = Schema.load();
  private static final JsonSchemaCheck FOREIGN = new JsonSchemaCheck();

  static Stream<Option> options() {
    return SCHEMA.options().stream();
  }

  static Stream<Option> optionsOutsideOfLists() {
    return options().filter(option -> !option.name().contains("[]"));
  }

  @ParameterizedTest
  @MethodSource("optionsOutsideOfLists")
  void the_program_reads_every_option_of_the_schema(Option option) {
    String key = option.name().replace("*", "default");
    Tree tree = Given.required();
    tree.put(key, nonsense(option.type()));

    assertThat(Given.problems(tree))
        .as("nonsense goes unnoticed only where nobody reads it")
        .extracting(Problem::key)
        .anySatisfy(found -> assertThat(found).startsWith(key));
  }

  /** Right by its type, so that only a reader of the value can object. */
  private static Object nonsense(Option.Type type) {
    return switch (type) {
      case TEXT -> "\u0007";
      case NUMBER -> Long.MIN_VALUE;
      case LIST -> List.of("\u0007");
    };
  }

  @Test
  void the_program_cannot_read_what_is_not_in_the_schema() {
    ConfigReader in = new ConfigReader(Given.required(), SCHEMA, new Problems());

    assertThatThrownBy(() -> in.text("http.colour"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("http.colour");
  }

  @ParameterizedTest
  @MethodSource("options")
  void every_option_is_explained_and_has_a_default_or_an_example(Option option) {
    assertThat(option.description()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(option.type().fits(option.sample())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("optionsOutsideOfLists")
  void what_says_that_it_is_required_is_required(Option option) {
    Tree tree = new Tree(Map.of());
    tree.put("apps.default", Map.of());
    boolean missing =
        Given.problems(tree).stream()
            .filter(problem -> problem.message().startsWith("required, e.g. "))
            .anyMatch(problem -> problem.key().equals(option.name().replace("*", "default")));
    boolean inherited = option.name().equals("apps.*.mail.from");

    assertThat(missing || inherited).isEqualTo(option.description().endsWith("Required."));
  }

  @Test
  void the_smallest_configuration_is_valid_for_a_foreign_validator() {
    assertThat(FOREIGN.errors(Given.required().root())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("optionsOutsideOfLists")
  void a_value_of_the_wrong_type_is_refused_by_both(Option option) {
    Tree tree = Given.with(option.name().replace("*", "default"), true);

    assertThat(Given.problems(tree)).isNotEmpty();
    assertThat(FOREIGN.errors(tree.root())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "http.colour", "outbox.backoff.colour", "apps.default.colour"})
  void an_unknown_name_is_refused_by_both(String key) {
    Tree tree = Given.with("http.port", 1L);
    tree.put("outbox.backoff.first", "1s");
    tree.put(key, "blue");

    assertThat(Given.problems(tree)).extracting(Problem::key).containsExactly(key);
    assertThat(FOREIGN.errors(tree.root())).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.postkey.config.GoodValuesTest#boundaries")
  void what_the_program_takes_a_foreign_validator_takes_too(String key, Object value) {
    assertThat(FOREIGN.errors(Given.with(key, value).root())).isEmpty();
  }
}

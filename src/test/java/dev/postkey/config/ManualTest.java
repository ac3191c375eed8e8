package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/postkey.yaml} is the manual: complete, true, and good to start from. */
class ManualTest {
  private static final Path MANUAL = Path.of("conf/postkey.yaml");
  private static final Pattern LINE = Pattern.compile("( *)(#?)([a-z-]+):(?: (.+))?");
  private static final String ENVIRONMENT = "# Environment: ";

  /** What a manual cannot hold. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "POSTKEY_SECRETS_SEAL_KEYS", Given.SEAL_KEY,
          "POSTKEY_SECRETS_INDEX_KEY", Given.INDEX_KEY,
          "POSTKEY_APPS_DEFAULT_API_KEYS", "sha256:" + Given.HASH);

  /** An option as the manual shows it: with a # before it, or set. */
  private record Entry(boolean set, String value, List<String> comment) {}

  static Stream<Option> options() {
    return Schema.load().options().stream().filter(option -> !option.name().contains("[]"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void every_option_stands_in_it_with_its_environment_name_and_its_value(Option option)
      throws IOException {
    String key = option.name().replace("*", "default");
    Entry entry = entries().get(key);

    assertThat(entry).as(key).isNotNull();
    assertThat(entry.comment()).endsWith(ENVIRONMENT + Names.environment(key));
    assertThat(new YamlText(ManualTest::fail).read(entry.value())).contains(option.sample());
  }

  @ParameterizedTest
  @MethodSource("options")
  void what_is_required_is_set_and_nothing_else(Option option) throws IOException {
    boolean required = option.description().endsWith("Required.");
    boolean inherited = option.name().equals("apps.*.mail.from");

    assertThat(entries().get(option.name().replace("*", "default")).set())
        .isEqualTo(required && !inherited);
  }

  @ParameterizedTest
  @MethodSource("options")
  void it_explains_an_option_in_the_words_of_the_schema(Option option) throws IOException {
    boolean saidAbove = option.name().matches("apps\\.\\*\\.(token|mail|limits)\\..*");
    List<String> comment = entries().get(option.name().replace("*", "default")).comment();
    String words = String.join(" ", comment.subList(0, comment.size() - 1)).replace("# ", "");

    assertThat(words).isEqualTo(saidAbove ? "" : option.description());
  }

  @Test
  void it_names_nothing_that_is_not_there() throws IOException {
    assertThat(entries().keySet())
        .containsExactlyInAnyOrderElementsOf(
            options().map(option -> option.name().replace("*", "default")).toList());
  }

  @Test
  void it_is_valid_for_a_foreign_validator() throws IOException {
    assertThat(new JsonSchemaCheck().errors(section(text()))).isEmpty();
  }

  @Test
  void it_loads_once_the_secrets_are_given() {
    Config config = new ConfigLoader(SECRETS).load(Map.of(), Optional.of(MANUAL));

    assertThat(config.http().publicUrl()).hasToString("https://accounts.example.com");
  }

  @Test
  void it_does_not_load_with_its_placeholders() throws IOException {
    assertThat(Given.problems(new Tree(section(text()))))
        .extracting(Problem::message)
        .hasSize(3)
        .allMatch(message -> message.startsWith("is still the placeholder"));
  }

  @Test
  void what_it_calls_the_default_changes_nothing_when_it_is_set() throws IOException {
    Tree set = new Tree(section(text()));
    Schema schema = Schema.load();
    Map<String, Entry> entries = entries();
    entries.forEach(
        (key, entry) -> {
          if (schema.option(key).standard().isPresent()) {
            set.put(key, new YamlText(ManualTest::fail).read(entry.value()).orElseThrow());
          }
        });

    assertThat(new ConfigLoader(SECRETS).load(set.root(), Optional.empty()))
        .isEqualTo(new ConfigLoader(SECRETS).load(Map.of(), Optional.of(MANUAL)));
  }

  /** The options by key, those behind a # too: sections by indentation, comments before them. */
  private static Map<String, Entry> entries() throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    List<String> sections = new ArrayList<>();
    List<String> comment = new ArrayList<>();
    for (String line : text().lines().toList()) {
      Matcher option = LINE.matcher(line);
      if (!option.matches()) {
        collect(line.strip(), comment);
        continue;
      }
      sections
          .subList(Math.min(sections.size(), option.group(1).length() / 2), sections.size())
          .clear();
      sections.add(option.group(3));
      if (option.group(4) != null) {
        Entry entry = new Entry(option.group(2).isEmpty(), option.group(4), List.copyOf(comment));
        entries.put(String.join(".", sections), entry);
      }
      comment.clear();
    }
    return entries;
  }

  private static void collect(String line, List<String> comment) {
    if (line.isEmpty()) {
      comment.clear();
    } else {
      comment.add(line);
    }
  }

  private static Map<String, Object> section(String yaml) {
    return Tree.section(new YamlText(ManualTest::fail).read(yaml).orElseThrow());
  }

  private static String text() throws IOException {
    return Files.readString(MANUAL);
  }

  private static void fail(String place, String message) {
    throw new AssertionError(place + ": " + message);
  }
}

package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
  private final List<String> problems = new ArrayList<>();
  private final YamlText yaml =
      new YamlText((place, message) -> problems.add(place + ": " + message));

  @Test
  void it_reads_sections_lists_text_and_whole_numbers() {
    assertThat(yaml.read("a: { b: [x, 'y'], c: 7, d: '7', e: true, f: 007, g: yes, h: }"))
        .contains(
            new Tree(
                    Map.of(
                        "a",
                        mapOf(
                            "b",
                            List.of("x", "y"),
                            "c",
                            7L,
                            "d",
                            "7",
                            "e",
                            true,
                            "f",
                            "007",
                            "g",
                            "yes",
                            "h",
                            null)))
                .root());
    assertThat(problems).isEmpty();
  }

  @Test
  void json_is_yaml() {
    assertThat(yaml.read("[\"a\", {\"b\": 1}]")).contains(List.of("a", Map.of("b", 1L)));
  }

  @Test
  void a_number_too_large_for_any_option_stays_text() {
    assertThat(yaml.read("1234567890123456789")).contains("1234567890123456789");
  }

  @Test
  void nothing_is_nothing() {
    assertThat(yaml.read("")).isEmpty();
    assertThat(yaml.read("# only a comment\n")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a: [1, 2            | line 1, column 9: not readable",
        "a: *b               | line 1, column 4: not readable",
        "a: 1\\n--- b: 2      | line 2, column 1: not readable",
        "a: !b c             | line 1, column 4: put a value that begins with ! in quotes",
        "a: ${B}             | line 1, column 4: ${...} is not filled in",
        "? [a]\\n: b          | line 1, column 3: the name of an option is a plain word",
        "a: 1\\na: 2          | line 2, column 1: a stands here a second time",
        "a: {b: 1, b: 1}     | line 1, column 11: b stands here a second time",
        "a: &x [*x]          | line 1, column 4: an alias stands inside of what it names",
      })
  void what_is_wrong_is_told_with_its_place(String text, String problem) {
    yaml.read(text.replace("\\n", "\n"));

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith(problem);
  }

  @Test
  void aliases_do_not_swell_a_small_file() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(yaml.read(bomb.toString())).isEmpty();
    assertThat(problems).containsExactly(": not readable as YAML; too large, or too many aliases");
  }

  @Test
  void a_huge_text_is_refused() {
    assertThat(yaml.read("a: " + "x".repeat(1 << 20))).isEqualTo(Optional.empty());
    assertThat(problems).hasSize(1);
  }

  private static Map<String, Object> mapOf(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}

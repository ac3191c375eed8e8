package dev.postkey.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * F20: whatever stands in the file or the environment, a start says what is wrong in one line each.
 */
@Tag("fuzz")
class ConfigFuzz {
  @TempDir static Path folder;

  /** The first line is a variable, the rest the file. */
  @FuzzTest
  void F20_a_configuration_loads_or_every_problem_is_told_in_a_line(byte[] input) throws Exception {
    String[] parts = new String(input, UTF_8).split("\n", 2);
    String[] variable = parts[0].split("=", 2);
    Path file = folder.resolve("postkey.yaml");
    Files.writeString(file, parts[parts.length - 1]);
    try {
      Config config =
          new ConfigLoader(Map.of("POSTKEY_" + variable[0], variable[variable.length - 1]))
              .load(Given.required().root(), Optional.of(file));
      assertThat(config.apps()).isNotEmpty();
    } catch (InvalidConfig invalid) {
      assertThat(Given.lines(invalid.problems()))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).matches("[^\\p{Cntrl}\u2028\u2029]+"));
    }
  }
}

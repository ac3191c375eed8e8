package dev.postkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every script must be like (requirements R1 and R2), read off its text. */
class ScriptsTest {
  private static final Path FOLDER = Path.of("src/main/resources/lua");

  /** Not scripts, but what scripts begin with. */
  private static final Set<String> LIBRARIES = Set.of("prelude", "gcra", "token", "bury");

  private static final Pattern WRITE =
      Pattern.compile(
          "redis\\.call\\('(?:SET|DEL|H(?:SET|DEL|INCRBY)|Z(?:ADD|REM|REMRANGEBYSCORE)|PEXPIRE)'"
              + "|remember_gcra\\(|raise_since\\(|bury\\(|enter\\(");

  private static final Pattern CALL = Pattern.compile("redis\\.call\\('([A-Z]+)'");
  private static final Pattern KEY = Pattern.compile("KEYS\\[(\\d)]");

  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".lua", ""))
          .filter(name -> !LIBRARIES.contains(name))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void R1_every_key_is_touched_before_the_first_write(String name) {
    String body = body(name);
    Matcher write = WRITE.matcher(body);
    String before = write.find() ? body.substring(0, write.start()) : body;

    Set<String> keys = keys(body);
    if (keys.size() > 1) {
      assertThat(keys(before)).isEqualTo(keys);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void R1_a_script_says_what_it_takes_and_returns(String name) {
    String header =
        Script.read(name).lines().takeWhile(line -> line.startsWith("--")).toList().toString();

    assertThat(header).contains(name + ".lua:").contains("returns");
    for (String key : keys(body(name))) {
      assertThat(header).contains("KEYS[" + key + "]");
    }
    for (int arg = 1; body(name).contains("ARGV[" + arg + "]"); arg++) {
      assertThat(header).contains("ARGV[" + arg + "]");
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void R2_the_time_is_that_of_the_prelude(String name) {
    assertThat(body(name)).doesNotContain("'TIME'").doesNotContain("os.");
    assertThat(Script.read("prelude")).contains("redis.call('TIME')");
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void F14_the_probe_calls_whatever_another_script_calls(String name) {
    String libraries = Script.read("gcra") + Script.read("token");

    assertThat(calls(body("probe"))).containsAll(calls(body(name) + libraries));
  }

  private static Set<String> calls(String text) {
    Set<String> calls = new TreeSet<>();
    Matcher call = CALL.matcher(text);
    while (call.find()) {
      calls.add(call.group(1));
    }
    return calls;
  }

  private static String body(String name) {
    return Script.read(name).replaceAll("(?m)^--.*$", "");
  }

  private static Set<String> keys(String text) {
    Set<String> keys = new TreeSet<>();
    Matcher key = KEY.matcher(text);
    while (key.find()) {
      keys.add(key.group(1));
    }
    return keys;
  }
}

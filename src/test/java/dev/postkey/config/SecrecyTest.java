package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S14: no secret and no full address is ever printed, whatever is wrong with it. */
class SecrecyTest {
  private static final String SECRET = "hunter2-Hunter3-huNter4";

  @TempDir Path folder;

  @Test
  @DisplayName("S14: a printed configuration holds no secret and no full address")
  void a_printed_configuration_holds_no_secret() {
    Tree tree = Given.with("management.token", SECRET);
    tree.put("redis.url", "redis://user:" + SECRET + "@localhost");
    tree.put("smtp.relays", List.of("smtp://ann%40example.com:" + SECRET + "@mail.example.com"));
    tree.put("mail.reply-to", "help@example.com");

    assertThat(Given.load(tree).toString())
        .contains("mail.example.com:587", "n***@example.com", "***")
        .doesNotContain(SECRET, Given.SEAL_KEY.substring(3), Given.INDEX_KEY)
        .doesNotContain("ann@", "help@", "no-reply@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://" + SECRET + "@example.com",
        SECRET,
        SECRET + "\n",
        "smtp://u:" + SECRET + "@host:99999",
        "smtp://u:" + SECRET + "%@host",
        "<" + SECRET + "@example.com",
        "pk_" + SECRET,
        "sha256:" + SECRET,
        "k1:" + SECRET,
        "[" + SECRET,
      })
  @DisplayName("S14: a problem never repeats a value that may be secret")
  void a_problem_never_repeats_a_secret(String value) {
    for (Option option : Schema.load().options()) {
      if (option.secret() && !option.name().contains("[]")) {
        String key = option.name().replace("*", "default");
        for (Object form : List.of(value, List.of(value), List.of(Map.of("sha256", value)))) {
          assertSilent(Given.with(key, form), Map.of());
        }
        assertSilent(Given.required(), Map.of(Names.environment(key), value));
        assertSilent(Given.required(), Map.of(Names.environment(key) + "_FILE", value));
      }
    }
  }

  private static void assertSilent(Tree tree, Map<String, String> environment) {
    assertThat(Given.problems(tree, environment).toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management:\n  token: *" + SECRET,
        "management:\n  token: !" + SECRET,
        "management:\n  token: &" + SECRET,
        "management:\n  token: %" + SECRET,
        "management:\n  token: @" + SECRET,
        "management:\n  token: \"" + SECRET,
        "management:\n  token: \"\\" + SECRET + "\"",
        "management:\n  token: " + SECRET + ": x",
        "management:\n  token:\n    " + SECRET + "/@: x",
        "management:\n  token\n    " + SECRET,
        "smtp:\n  relays:\n    smtp://user:" + SECRET + "@host:587: ",
        "${" + SECRET + "}: 1",
      })
  @DisplayName("S14: an unreadable file is told by line and column, not by its text")
  void an_unreadable_file_is_not_quoted(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("postkey.yaml"), yaml);
    try {
      new ConfigLoader(Map.of()).load(Map.of(), Optional.of(file));
    } catch (InvalidConfig invalid) {
      assertThat(invalid.toString()).doesNotContain("hunter2");
      assertThat(invalid).hasNoCause();
      return;
    }
    throw new AssertionError("should not have loaded");
  }

  @Test
  @DisplayName("S14: a secret that slipped into the place of a name is not repeated")
  void a_secret_in_the_place_of_a_name_is_not_repeated() {
    Tree tree = Given.required();
    Tree.section(tree.root().get("apps")).put("smtp://u:" + SECRET + "@host", Map.of());

    assertSilent(tree, Map.of("POSTKEY_APPS_SMTP://U:HUNTER2HUNTER2HUNTER2@HOST_NAM", "x"));
  }

  @Test
  @DisplayName("S15: what is repeated is escaped, and short")
  void what_is_repeated_is_escaped() {
    Tree tree = Given.with("mail.zone", "a\r\nb\u001b[31m\u2028" + "x".repeat(1000));

    assertThat(Given.lines(Given.problems(tree)))
        .singleElement()
        .asString()
        .startsWith("mail.zone: \"a\\u000d\\u000ab\\u001b[31m\\u2028xxx")
        .hasSizeLessThan(200);
  }

  @Test
  @DisplayName("S15: a name that is none is not repeated")
  void a_name_that_is_none_is_not_repeated() {
    Tree tree = Given.required();
    tree.root().put("a\nb", 1L);

    assertThat(Given.lines(Given.problems(tree)))
        .containsExactly("(hidden): unknown; options have names of letters and hyphens");
  }
}

package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.AppId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  @TempDir Path folder;

  @Test
  void everything_that_is_required_can_come_from_the_environment() {
    Config config =
        Given.load(
            new Tree(Map.of()),
            Map.of(
                "POSTKEY_HTTP_PUBLIC_URL", "https://accounts.example.com",
                "POSTKEY_SMTP_RELAYS", "smtp://one.example.com, smtp://two.example.com",
                "POSTKEY_MAIL_FROM", "no-reply@example.com",
                "POSTKEY_SECRETS_SEAL_KEYS", Given.SEAL_KEY,
                "POSTKEY_SECRETS_INDEX_KEY", Given.INDEX_KEY,
                "POSTKEY_APPS_DEFAULT_API_KEYS", "sha256:" + Given.HASH,
                "POSTKEY_APPS_DEFAULT_LINK", "https://example.com/{token}",
                "PATH", "/bin"));

    assertThat(config.apps()).containsOnlyKeys(AppId.DEFAULT);
    assertThat(config.smtp().relays())
        .extracting(Config.Relay::host)
        .containsExactly("one.example.com", "two.example.com");
  }

  @Test
  void a_declared_app_is_named_with_underscores_for_hyphens() {
    Tree tree = shop("web-shop");

    Config config = Given.load(tree, Map.of("POSTKEY_APPS_WEB_SHOP_TOKEN_TTL", "45m"));

    assertThat(config.app(new AppId("web-shop")).token().ttl()).isEqualTo(Duration.ofMinutes(45));
    assertThat(config.app(AppId.DEFAULT).token().ttl()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void an_app_that_is_not_declared_is_unknown() {
    assertThat(only("POSTKEY_APPS_SHOP_TOKEN_TTL", "45m"))
        .startsWith("POSTKEY_APPS_SHOP_TOKEN_TTL: unknown; nearest is POSTKEY_APPS_")
        .endsWith("; apps are declared in the file");
  }

  @ParameterizedTest
  @CsvSource({
    "POSTKEY_TOKEN_TLL, POSTKEY_TOKEN_TTL (token.ttl)",
    "POSTKEY_HTTP_PUBLICURL, POSTKEY_HTTP_PUBLIC_URL (http.public-url)",
    "POSTKEY_HTTP, POSTKEY_HTTP_HOST (http.host)",
    "POSTKEY_HTTP_PORTS, POSTKEY_HTTP_PORT (http.port)",
    "POSTKEY_SERVICEHOST, POSTKEY_",
    "POSTKEY_PORTS, POSTKEY_",
  })
  void an_unknown_name_is_an_error_that_names_the_nearest(String name, String nearest) {
    assertThat(only(name, "1")).startsWith(name + ": unknown; nearest is " + nearest);
  }

  @Test
  void an_ambiguous_name_is_an_error_that_names_both() {
    Tree tree = shop("a-b");
    tree.put("apps.a_b.name", "Other");

    assertThat(Given.lines(Given.problems(tree, Map.of("POSTKEY_APPS_A_B_NAME", "Shop"))))
        .containsExactly(
            "POSTKEY_APPS_A_B_NAME: ambiguous: it may mean apps.a-b.name or apps.a_b.name;"
                + " set it in the file",
            "apps.a_b: the id of an app has 1 to 32 of a-z, 0-9 and hyphens, a letter first");
  }

  @Test
  void what_kubernetes_sets_for_a_service_called_postkey_is_left_alone() {
    Map<String, String> kubernetes =
        Map.of(
            "POSTKEY_SERVICE_HOST", "10.0.0.1",
            "POSTKEY_SERVICE_PORT_HTTP", "8080",
            "POSTKEY_PORT", "tcp://10.0.0.1:8080",
            "POSTKEY_PORT_8080_TCP_ADDR", "10.0.0.1");

    assertThat(Given.problems(Given.required(), kubernetes)).isEmpty();
  }

  @Test
  void an_empty_variable_counts_as_not_set() {
    Config config = Given.load(Given.with("token.ttl", "1h"), Map.of("POSTKEY_TOKEN_TTL", ""));

    assertThat(config.app(AppId.DEFAULT).token().ttl()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1,10.0.0.2",
        " 10.0.0.1 , 10.0.0.2 ",
        "[\"10.0.0.1\", \"10.0.0.2\"]",
      })
  void a_list_is_json_or_separated_by_commas(String text) {
    Config config = Given.load(Given.required(), Map.of("POSTKEY_HTTP_TRUSTED_PROXIES", text));

    assertThat(config.http().trustedProxies()).containsExactly("10.0.0.1", "10.0.0.2");
  }

  @Test
  void api_keys_with_scopes_can_be_given_as_json() {
    String json =
        "[{\"name\":\"shop\",\"sha256\":\"" + Given.OTHER_HASH + "\",\"scopes\":[\"read\"]}]";

    Config config = Given.load(Given.required(), Map.of("POSTKEY_APPS_DEFAULT_API_KEYS", json));

    assertThat(config.app(AppId.DEFAULT).apiKeys())
        .containsExactly(new Config.ApiKey("shop", Given.OTHER_HASH, Set.of(Config.Scope.READ)));
  }

  @Test
  void a_list_that_is_not_quite_json_is_a_problem() {
    assertThat(only("POSTKEY_SMTP_RELAYS", "[\"smtp://user:hunter2@a.example"))
        .isEqualTo("smtp.relays: begins with [ but is no JSON list   (env POSTKEY_SMTP_RELAYS)");
    assertThat(only("POSTKEY_HTTP_TRUSTED_PROXIES", "[1]"))
        .startsWith("http.trusted-proxies[0]: must be text")
        .endsWith("(env POSTKEY_HTTP_TRUSTED_PROXIES)");
  }

  @Test
  void a_number_that_is_none_is_a_problem_with_the_variable_named() {
    assertThat(only("POSTKEY_HTTP_PORT", "tcp://10.0.0.1:80"))
        .isEqualTo("http.port: must be a whole number, such as 8080   (env POSTKEY_HTTP_PORT)");
  }

  @Test
  void a_secret_is_read_from_a_file_without_its_line_break() throws IOException {
    for (String ending : List.of("", "\n", "\r\n")) {
      Config config = Given.load(Given.required(), indexKeyIn(Given.OTHER_KEY + ending));
      assertThat(config.secrets().indexKey().reveal()).isEqualTo(Given.OTHER_KEY);
    }
    assertThat(Given.lines(Given.problems(Given.required(), indexKeyIn(Given.OTHER_KEY + "\n\n"))))
        .singleElement()
        .asString()
        .startsWith("secrets.index-key: ");
  }

  @Test
  void a_value_and_a_file_for_one_option_are_one_too_many() throws IOException {
    String file = value(Given.OTHER_KEY);
    Map<String, String> both =
        Map.of(
            "POSTKEY_SECRETS_INDEX_KEY", Given.INDEX_KEY, "POSTKEY_SECRETS_INDEX_KEY_FILE", file);
    Map<String, String> oneEmpty =
        Map.of("POSTKEY_SECRETS_INDEX_KEY", "", "POSTKEY_SECRETS_INDEX_KEY_FILE", file);

    assertThat(Given.lines(Given.problems(Given.required(), both)))
        .containsExactly(
            "secrets.index-key: set twice, by POSTKEY_SECRETS_INDEX_KEY and by a file; keep one"
                + "   (env POSTKEY_SECRETS_INDEX_KEY_FILE)");
    assertThat(Given.problems(Given.required(), oneEmpty)).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_read_or_is_empty_is_a_problem_that_does_not_show_the_path()
      throws IOException {
    for (String path : List.of("hunter2-is-not-a-path", folder.toString(), value(""))) {
      assertThat(only("POSTKEY_MANAGEMENT_TOKEN_FILE", path))
          .isEqualTo(
              "management.token: the variable must name a readable file with the value in it"
                  + "   (env POSTKEY_MANAGEMENT_TOKEN_FILE)");
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void a_file_without_end_is_not_read_to_its_end() {
    assertThat(only("POSTKEY_MANAGEMENT_TOKEN_FILE", "/dev/zero"))
        .startsWith("management.token: the variable must name a readable file");
  }

  @Test
  void a_variable_does_not_set_an_app_whose_id_has_a_dot() {
    Tree tree = Given.required();
    tree.root().put("apps", Map.of("default", tree.find("apps.default").get(), "a.b", Map.of()));

    assertThat(Given.problems(tree, Map.of("POSTKEY_APPS_A_B_LINK", "https://a.example/{token}")))
        .extracting(Problem::key)
        .containsExactlyInAnyOrder("POSTKEY_APPS_A_B_LINK", "apps.a.b");
  }

  @Test
  void a_variable_does_not_hide_that_its_section_is_no_section() {
    Tree tree = Given.with("token", "30m");

    assertThat(Given.problems(tree, Map.of("POSTKEY_TOKEN_TTL", "1h")))
        .extracting(Problem::key)
        .containsExactly("token");
  }

  private static Tree shop(String id) {
    Tree tree = Given.with("apps." + id + ".link", "https://shop.example/{token}");
    tree.put("apps." + id + ".api-keys", List.of("sha256:" + Given.OTHER_HASH));
    return tree;
  }

  private static String only(String name, String value) {
    List<String> lines = Given.lines(Given.problems(Given.required(), Map.of(name, value)));
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private Map<String, String> indexKeyIn(String text) throws IOException {
    return Map.of("POSTKEY_SECRETS_INDEX_KEY_FILE", value(text));
  }

  private String value(String text) throws IOException {
    return Files.writeString(folder.resolve("value"), text).toString();
  }
}

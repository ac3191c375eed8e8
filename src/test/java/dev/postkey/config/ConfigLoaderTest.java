package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postkey.model.AppId;
import dev.postkey.model.Rate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void what_is_not_set_has_the_documented_default() {
    Config config = Given.load(Given.required());

    assertThat(config.http())
        .isEqualTo(
            new Config.Http(
                "0.0.0.0",
                8080,
                URI.create("https://accounts.example.com"),
                List.of(),
                1024,
                4096,
                Duration.ofSeconds(30)));
    assertThat(config.management())
        .isEqualTo(new Config.Management("127.0.0.1", 9090, Optional.empty()));
    assertThat(config.redis())
        .isEqualTo(
            new Config.Redis(
                Optional.of(new Secret("redis://localhost:6379")),
                Optional.empty(),
                1,
                Duration.ofSeconds(2),
                4096,
                0,
                Duration.ofSeconds(1)));
    assertThat(config.smtp().attempt()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.smtp().relays().get(0).connections()).isEqualTo(16);
    assertThat(config.smtp().helo()).isEqualTo("accounts.example.com");
    assertThat(config.outbox())
        .isEqualTo(
            new Config.Outbox(
                Duration.ofSeconds(10),
                Duration.ofHours(4),
                new Config.Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5)),
                32,
                100_000));
  }

  @Test
  void an_app_has_the_documented_defaults_too() {
    Config.App app = Given.app(Given.required());

    assertThat(app.name()).isEqualTo("example.com");
    assertThat(app.allowedOrigins()).isEmpty();
    assertThat(app.accounts().type()).isEqualTo(Config.Accounts.Type.TRUSTED);
    assertThat(app.token())
        .isEqualTo(new Config.Token(Duration.ofMinutes(30), Config.Token.Outstanding.ALL));
    assertThat(app.limits())
        .isEqualTo(
            new Config.Limits(
                Rate.parse("20/1m"), Rate.parse("200/1s"), Rate.parse("5/1h"), Optional.empty()));
    assertThat(app.mail().fromName()).isEqualTo("Example");
    assertThat(app.mail().from().value()).isEqualTo("no-reply@example.com");
    assertThat(app.mail().zone().normalized()).isEqualTo(ZoneOffset.UTC);
    assertThat(app.apiKeys())
        .containsExactly(
            new Config.ApiKey(
                Given.HASH.substring(0, 8),
                Given.HASH,
                Set.of(
                    Config.Scope.REQUEST,
                    Config.Scope.READ,
                    Config.Scope.CONSUME,
                    Config.Scope.REVOKE)));
  }

  @Test
  void the_file_wins_over_the_base_and_the_environment_over_both() throws IOException {
    Tree base = Given.required();
    base.put("http.port", 1);
    base.put("http.max-concurrent", 1);
    base.put("outbox.slots", 1);
    base.put("http.host", "127.0.0.1");
    Path file = file("http: { port: 2, max-concurrent: 2 }");

    Config config =
        new ConfigLoader(Map.of("POSTKEY_HTTP_PORT", "3")).load(base.root(), Optional.of(file));

    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().maxConcurrent()).isEqualTo(2);
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.outbox().slots()).isOne();
  }

  @Test
  void a_list_of_the_file_replaces_that_of_the_base() throws IOException {
    Path file = file("smtp: { relays: ['smtp://other.example.com'] }");

    Config config = loader().load(Given.required().root(), Optional.of(file));

    assertThat(config.smtp().relays())
        .extracting(Config.Relay::host)
        .containsExactly("other.example.com");
  }

  @Test
  void an_empty_section_of_the_file_takes_nothing_away() throws IOException {
    Path file =
        file("http:\nmail:\napps:\n  default:\n  shop:\n    link: https://s.example/{token}\n");

    List<Problem> problems = problemsOf(Given.required().root(), file);

    assertThat(Given.lines(problems))
        .singleElement()
        .asString()
        .startsWith("apps.shop.api-keys: required");
  }

  @Test
  @DisplayName("S4: an option whose name is written with dots is refused, not passed over")
  void s4_a_name_with_dots_is_a_problem() throws IOException {
    Map<String, Object> base = Given.required().root();

    assertThat(Given.lines(problemsOf(base, file("token.ttl: 99h"))))
        .containsExactly("token.ttl: has a dot; write the parts below each other, each indented");
    assertThat(problemsOf(base, file("apps.default:\n  token: { ttl: 99h }")))
        .extracting(Problem::key)
        .containsExactly("apps.default");
    assertThat(problemsOf(base, file("apps:\n  default:\n    token.ttl: 99h")))
        .extracting(Problem::key)
        .containsExactly("apps.default.token.ttl");
  }

  @Test
  void an_app_overrides_option_by_option() {
    Tree tree = Given.with("token.ttl", "1h");
    tree.put("limits.per-account", "7/1h");
    tree.put("apps.shop.link", "https://shop.example/{token}");
    tree.put("apps.shop.api-keys", List.of("sha256:" + Given.OTHER_HASH));
    tree.put("apps.shop.token.outstanding", "newest");
    tree.put("apps.shop.limits.per-key", "1/1s");
    tree.put("limits.per-domain", "5/1h");
    tree.put("apps.shop.challenge.above", "9/1m");
    tree.put("apps.shop.mail.from", "shop@example.com");

    Config.App shop = Given.load(tree).app(new AppId("shop"));

    assertThat(shop.token())
        .isEqualTo(new Config.Token(Duration.ofHours(1), Config.Token.Outstanding.NEWEST));
    assertThat(shop.limits().perKey()).isEqualTo(Rate.parse("1/1s"));
    assertThat(shop.limits().perAccount()).isEqualTo(Rate.parse("7/1h"));
    assertThat(shop.limits().perDomain()).contains(Rate.parse("5/1h"));
    assertThat(shop.challenge())
        .isEqualTo(new Config.Challenge(Optional.of(Rate.parse("9/1m")), 50000));
    assertThat(Given.app(tree).challenge().above()).isEmpty();
    assertThat(shop.mail().from().value()).isEqualTo("shop@example.com");
    assertThat(Given.app(tree).token().outstanding()).isEqualTo(Config.Token.Outstanding.ALL);
  }

  @Test
  void a_wrong_option_that_apps_share_is_reported_once() {
    assertThat(Given.lines(Given.problems(Given.with("token.ttl", "soon"))))
        .singleElement()
        .asString()
        .startsWith("token.ttl: \"soon\": ");
  }

  @Test
  void everything_that_is_wrong_is_reported_at_once_in_one_block() throws IOException {
    Path file =
        file(
            """
            http:
              port: 70000
              prot: 1
            token: { ttl: 25h }
            mail: { from: noreply }
            outbox: soon
            """);

    InvalidConfig invalid =
        catchThrowableOfType(
            InvalidConfig.class,
            () ->
                new ConfigLoader(Map.of("POSTKEY_SMTP_ATTEMPT", "1x"))
                    .load(Map.of(), Optional.of(file)));

    assertThat(invalid.problems())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "http.prot",
            "outbox",
            "http.public-url",
            "http.port",
            "smtp.relays",
            "smtp.attempt",
            "secrets.seal-keys",
            "secrets.index-key",
            "apps",
            "mail.from",
            "token.ttl");
    assertThat(invalid)
        .hasMessageStartingWith("configuration has 11 problems\n  ")
        .hasMessageContaining(
            "\n  http.public-url: required, e.g. https://accounts.example.com"
                + "   (env POSTKEY_HTTP_PUBLIC_URL)\n")
        .hasMessageContaining("(env POSTKEY_SMTP_ATTEMPT)");
  }

  @Test
  void one_problem_is_one_problem() {
    assertThatThrownBy(() -> Given.load(Given.with("http.port", 65536L)))
        .hasMessage("configuration has 1 problem\n  http.port: 65536 must be from 0 to 65535");
  }

  @Test
  void a_file_that_cannot_be_read_is_the_only_problem() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThat(only(missing)).isEqualTo(missing + ": there is no such file");
    assertThat(only(folder)).startsWith(folder + ": the file cannot be read");
    assertThat(only(file(" \n"))).endsWith("postkey.yaml: the file is empty");
    assertThat(only(file("- a list"))).contains("must hold options");
    assertThat(only(file("http: {\n"))).contains("postkey.yaml, line 2, column 1: not readable");
    assertThat(only(file("x".repeat((1 << 20) + 1)))).contains("has more than 1 MiB");
    assertThat(only(file("[".repeat(200_000)))).endsWith("nested too deeply");
    Path latin1 = folder.resolve("latin1.yaml");
    Files.write(
        latin1, "mail: { from: 'Zo\u00eb <z@example.com>' }".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(only(latin1)).isEqualTo(latin1 + ": the file is not UTF-8");
  }

  @Test
  void a_key_that_stands_twice_is_a_problem_beside_the_others() throws IOException {
    Path file = file("http:\n  port: 1\n  port: 2\ntoken: { ttl: 1s }\n");

    assertThat(Given.lines(problemsOf(Given.required().root(), file)))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("line 3, column 3: port stands here a second time"),
            second -> assertThat(second).startsWith("token.ttl: \"1s\" must be from 1m to 24h"));
  }

  @Test
  void loading_again_reads_the_file_again() throws IOException {
    ConfigLoader loader = loader();
    Map<String, Object> base = Given.required().root();
    assertThat(loader.load(base, Optional.of(file("http: { port: 1 }"))).http().port()).isOne();
    assertThat(loader.load(base, Optional.of(file("http: { port: 2 }"))).http().port())
        .isEqualTo(2);
  }

  private static ConfigLoader loader() {
    return new ConfigLoader(Map.of());
  }

  private String only(Path file) {
    return Given.lines(problemsOf(Map.of(), file)).stream()
        .reduce((one, other) -> one + " AND " + other)
        .orElseThrow();
  }

  private static List<Problem> problemsOf(Map<String, Object> base, Path file) {
    return catchThrowableOfType(InvalidConfig.class, () -> loader().load(base, Optional.of(file)))
        .problems();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("postkey.yaml"), text);
  }
}

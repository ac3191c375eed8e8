package dev.postkey.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The Dockerfile and the compose file, as far as they can be judged without an engine. */
final class ContainerFilesTest {
  private static final Path DOCKER = Path.of("src/main/docker");

  /** What an operator puts into {@code .env}. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "POSTKEY_MANAGEMENT_TOKEN", "0123456789abcdef",
          "REDIS_PASSWORD", "redis-password",
          "POSTKEY_SECRETS_SEAL_KEYS", "k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE=",
          "POSTKEY_SECRETS_INDEX_KEY", "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms=",
          "POSTKEY_APPS_DEFAULT_API_KEYS", "sha256:" + "0123456789abcdef".repeat(4),
          "POSTKEY_APPS_DEFAULT_LINK", "https://example.com/reset={token}");

  private ComposeFile compose;

  @BeforeEach
  void read() throws IOException {
    compose = ComposeFile.read();
  }

  @Test
  void postkey_starts_with_what_the_compose_file_tells_it() {
    Config config = new ConfigLoader(environment(SECRETS)).load(Map.of(), Optional.empty());

    assertThat(config.http().publicUrl()).hasToString("http://localhost:8080");
    assertThat(config.redis().url().orElseThrow().reveal())
        .isEqualTo("redis://postkey:redis-password@redis:6379");
    assertThat(config.smtp().relays())
        .extracting(Config.Relay::name)
        .containsExactly("mailpit:1025");
  }

  @Test
  void a_secret_that_was_forgotten_is_named_instead_of_being_empty() {
    for (String secret : SECRETS.keySet()) {
      Map<String, String> others = new TreeMap<>(SECRETS);
      others.remove(secret);

      assertThatThrownBy(() -> environment(others))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(secret);
    }
  }

  @Test
  void redis_loses_and_drops_nothing() {
    assertThat(String.join(" ", compose.list("services", "redis", "command")))
        .contains("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction");
    assertThat(compose.list("services", "redis", "volumes")).containsExactly("redis-data:/data");
    assertThat(compose.at("volumes")).asString().contains("redis-data");
  }

  @Test
  void postkey_waits_for_those_it_needs_until_they_are_healthy() {
    for (String needed : List.of("redis", "mailpit")) {
      assertThat(compose.text("services", "postkey", "depends_on", needed, "condition"))
          .isEqualTo("service_healthy");
      assertThat(compose.at("services", needed, "healthcheck", "test")).isNotNull();
    }
  }

  @Test
  void only_the_public_port_is_published_to_others() {
    List<String> published =
        Stream.of("postkey", "redis", "mailpit")
            .flatMap(service -> compose.list("services", service, "ports").stream())
            .filter(port -> !port.startsWith("127.0.0.1:"))
            .toList();

    assertThat(published).containsExactly("8080:8080");
    assertThat(compose.list("services", "postkey", "ports")).contains("127.0.0.1:9090:9090");
  }

  @Test
  @DisplayName("R9: the user of Redis may do what the scripts and the store do, and nothing else")
  void R9_the_user_of_redis_may_do_what_postkey_does_and_nothing_else() throws IOException {
    Set<String> needed = new TreeSet<>(commandsOfTheScripts());
    needed.addAll(List.of("eval", "evalsha", "info"));
    // What the client says of itself on each connection, and what the health check asks.
    needed.addAll(List.of("hello", "client|setinfo", "ping"));

    Set<String> granted =
        compose.redisUser("secret").stream()
            .filter(rule -> rule.startsWith("+"))
            .map(rule -> rule.substring(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(granted).isEqualTo(needed);
    assertThat(compose.redisUser("secret"))
        .contains("on", ">secret", "resetkeys", "~pk:*", "resetchannels", "-@all");
    assertThat(compose.text("configs", "redis-users", "content"))
        .contains("user default off resetpass");
  }

  @Test
  void every_image_has_a_version() throws IOException {
    Stream<String> images =
        Stream.concat(
            Stream.of("redis", "mailpit").map(name -> compose.text("services", name, "image")),
            instructions("FROM").map(from -> from.split(" ")[0]));

    assertThat(images).hasSize(4).allMatch(image -> image.matches("[a-z/-]+:v?[0-9][a-z0-9.-]*"));
  }

  @Test
  void it_is_built_in_one_stage_and_run_in_another() throws IOException {
    assertThat(instructions("FROM")).hasSize(2);
    assertThat(instructions("COPY").filter(copy -> copy.startsWith("--from=build"))).hasSize(1);
  }

  @Test
  void the_image_runs_as_a_number_that_is_not_root() throws IOException {
    assertThat(instructions("USER"))
        .singleElement()
        .asString()
        .matches("[1-9][0-9]{3,}:[1-9][0-9]{3,}");
  }

  @Test
  void the_image_starts_java_itself_so_that_signals_reach_it() throws IOException {
    assertThat(instructions("ENTRYPOINT"))
        .singleElement()
        .asString()
        .startsWith("[\"java\", ")
        .endsWith("\"-jar\", \"/opt/postkey/postkey.jar\"]");
  }

  @Test
  void the_image_checks_its_own_health_by_a_script_that_it_holds() throws IOException {
    assertThat(instructions("HEALTHCHECK"))
        .singleElement()
        .asString()
        .endsWith("CMD [\"/opt/postkey/ready\"]");
    assertThat(instructions("COPY").toList())
        .contains("--chmod=0555 src/main/docker/ready /opt/postkey/ready");
  }

  @Test
  void the_image_goes_without_redis_servers_by_a_property_that_the_build_knows()
      throws IOException {
    assertThat(instructions("RUN").toList())
        .anyMatch(run -> run.contains("-Dembedded-redis.excluded='redis-server-*'"));
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<exclude>${embedded-redis.excluded}</exclude>");
  }

  @Test
  void secrets_stay_out_of_the_image_and_of_the_repository() throws IOException {
    assertThat(DOCKER.resolve("Dockerfile.dockerignore")).content().contains(".env\n");
    assertThat(Path.of(".gitignore")).content().contains("/.env\n");
  }

  private Map<String, String> environment(Map<String, String> given) {
    ComposeFile.filled(compose.text("configs", "redis-users", "content"), given);
    Map<String, String> environment = compose.map("services", "postkey", "environment");
    environment.replaceAll((name, value) -> ComposeFile.filled(value, given));
    return environment;
  }

  private static Set<String> commandsOfTheScripts() throws IOException {
    Pattern call = Pattern.compile("redis\\.p?call\\(\\s*['\"](\\w+)");
    Set<String> commands = new TreeSet<>();
    try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/lua"))) {
      for (Path script : scripts.toList()) {
        call.matcher(Files.readString(script))
            .results()
            .map((MatchResult found) -> found.group(1).toLowerCase(Locale.ROOT))
            .forEach(commands::add);
      }
    }
    return commands;
  }

  /** The arguments of each instruction of this name, continued lines joined. */
  private static Stream<String> instructions(String name) throws IOException {
    String text = Files.readString(DOCKER.resolve("Dockerfile")).replaceAll("\\\\\n\\s*", "");
    return Arrays.stream(text.split("\n"))
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1));
  }
}

package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postkey.model.Rate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, kept: at its boundaries, and in each spelling that is allowed. */
class GoodValuesTest {
  @ParameterizedTest
  @MethodSource("boundaries")
  void a_value_at_its_boundary_is_good(String key, Object value) {
    assertThat(Given.problems(Given.with(key, value))).isEmpty();
  }

  static Stream<Arguments> boundaries() {
    return Stream.of(
        arguments("http.host", "::1"),
        arguments("http.host", "localhost"),
        arguments("http.port", 0L),
        arguments("http.port", 65535L),
        arguments("http.public-url", "http://localhost:8080"),
        arguments("http.public-url", "http://127.0.0.1:8080"),
        arguments("http.public-url", "http://[::1]:8080/base"),
        arguments("http.trusted-proxies", List.of("10.0.0.0/8", "2001:db8::/32", "10.0.0.1")),
        arguments("http.idle-timeout", "1s"),
        arguments("management.token", "0123456789abcdef"),
        arguments("management.port", 0L),
        arguments("redis.url", "rediss://user:p%40ss@redis.example.com:6380/2"),
        arguments("redis.partitions", 64L),
        arguments("smtp.attempt", "1s"),
        arguments("smtp.attempt", "10m"),
        arguments("smtp.helo", "[192.0.2.1]"),
        arguments("mail.zone", "Europe/Berlin"),
        arguments("mail.templates", "src/main"),
        arguments("token.ttl", "2m"),
        arguments("token.ttl", "24h"),
        arguments("token.ttl", "PT24H"),
        arguments("outbox.lease", "1s"),
        arguments("outbox.give-up-after", "24h"),
        arguments("outbox.backoff.max", "5s"),
        arguments("limits.per-account", "1/30d"),
        arguments("limits.per-domain", "1/30d"),
        arguments("apps.default.limits.per-domain", "9999999/1m"),
        arguments("apps.default.challenge.above", "1/1s"),
        arguments("apps.default.challenge.difficulty", 1000L),
        arguments("apps.default.challenge.difficulty", 1000000L),
        arguments(
            "apps.default.allowed-origins", List.of("https://a.example", "http://b.example:81")),
        arguments("apps.default.accounts.type", "trusted"),
        arguments("apps.default.accounts.network", "private"),
        arguments("apps.default.name", "\u4f8b"));
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example.com,                       mail.example.com, 587, , , REQUIRED",
    "smtp://mail.example.com/,                      mail.example.com, 587, , , REQUIRED",
    "smtp://mail.example.com:25,                    mail.example.com, 25, , , REQUIRED",
    "smtp://mail.example.com?tls=implicit,          mail.example.com, 465, , , IMPLICIT",
    "smtp://mail.example.com:2465?tls=implicit,     mail.example.com, 2465, , , IMPLICIT",
    "smtp://mail.example.com?tls=none,              mail.example.com, 587, , , NONE",
    "smtp://localhost:1025,                         localhost, 1025, , , NONE",
    "smtp://127.0.0.2:1025,                         127.0.0.2, 1025, , , NONE",
    "smtp://[::1]:1025,                             ::1, 1025, , , NONE",
    "smtp://localhost?tls=required,                 localhost, 587, , , REQUIRED",
    "smtp://u%40x.example:p%3A%2F+%25@mail.example, mail.example, 587, u@x.example, p:/+%, REQUIRED",
    "smtp://u:a:b@mail.example,                     mail.example, 587, u, a:b, REQUIRED",
  })
  @DisplayName(
      "M5: TLS is required of a relay unless it is loopback or the operator says otherwise")
  void a_relay_is_read_from_its_url(
      String url, String host, int port, String user, String password, Config.Tls tls) {
    assertThat(Given.load(Given.with("smtp.relays", List.of(url))).smtp().relays())
        .containsExactly(
            new Config.Relay(
                host,
                port,
                Optional.ofNullable(user),
                Optional.ofNullable(password).map(Secret::new),
                tls,
                16,
                Optional.empty()));
  }

  @Test
  void a_relay_has_its_own_limits_or_those_of_all() {
    Tree tree =
        Given.with(
            "smtp.relays",
            List.of("smtp://a.example?connections=4&rate=10/1s&tls=implicit", "smtp://b.example"));
    tree.put("smtp.connections", 3L);

    List<Config.Relay> relays = Given.load(tree).smtp().relays();

    assertThat(relays).extracting(Config.Relay::connections).containsExactly(4, 3);
    assertThat(relays)
        .extracting(Config.Relay::rate)
        .containsExactly(Optional.of(new Rate(10, Duration.ofSeconds(1))), Optional.empty());
    assertThat(relays.get(0).tls()).isEqualTo(Config.Tls.IMPLICIT);
  }

  @ParameterizedTest
  @CsvSource({
    "https://accounts.example.com,  accounts.example.com",
    "http://127.0.0.1:8080,         [127.0.0.1]",
    "http://[::1]:8080,             [IPv6:::1]",
  })
  void we_greet_relays_by_the_host_of_the_public_url(String url, String helo) {
    assertThat(Given.load(Given.with("http.public-url", url)).smtp().helo()).isEqualTo(helo);
  }

  @Test
  void a_slash_at_the_end_of_the_public_url_does_not_matter() {
    assertThat(Given.load(Given.with("http.public-url", "https://a.example/x/")).http().publicUrl())
        .isEqualTo(URI.create("https://a.example/x"));
  }

  @Test
  void an_embedded_redis_is_a_folder_and_no_url() {
    Config.Redis redis = Given.load(Given.with("redis.url", "embedded:data/redis")).redis();

    assertThat(redis.embedded()).contains(Path.of("data/redis"));
    assertThat(redis.url()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Example <no-reply@example.com>             | Example",
        "\"Example, Inc.\" <no-reply@example.com>   | Example, Inc.",
        "Beispiel \u00dcber <no-reply@example.com>  | Beispiel \u00dcber",
        "no-reply@example.com                       | ''",
        "<no-reply@example.com>                     | ''",
      })
  void a_sender_is_an_address_with_or_without_a_name(String from, String name) {
    Config.Mail mail = Given.app(Given.with("mail.from", from)).mail();

    assertThat(mail.fromName()).isEqualTo(name);
    assertThat(mail.from().value()).isEqualTo("no-reply@example.com");
  }

  @Test
  void an_api_key_can_have_a_name_and_scopes_of_its_own() {
    Map<String, Object> entry =
        Map.of(
            "name", "console",
            "sha256", Given.HASH.toUpperCase(Locale.ROOT),
            "scopes", List.of("read", "admin"));

    assertThat(Given.app(Given.with("apps.default.api-keys", List.of(entry))).apiKeys())
        .containsExactly(
            new Config.ApiKey(
                "console", Given.HASH, Set.of(Config.Scope.READ, Config.Scope.ADMIN)));
  }

  @Test
  void the_first_of_several_seal_keys_stays_the_first() {
    List<String> keys = List.of("k2:" + Given.OTHER_KEY, Given.SEAL_KEY);

    assertThat(Given.load(Given.with("secrets.seal-keys", keys)).secrets().sealKeys())
        .extracting(Config.SealKey::id)
        .containsExactly("k2", "k1");
  }
}

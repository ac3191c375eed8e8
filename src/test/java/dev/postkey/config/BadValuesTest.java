package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, broken: one line, for the right option, that says how it should be. */
class BadValuesTest {
  @ParameterizedTest
  @MethodSource({"http", "redis", "smtp", "mail", "times", "secrets", "apps", "apiKeys"})
  void a_wrong_value_is_one_problem_in_operators_words(String key, Object value, String message) {
    List<Problem> problems = Given.problems(Given.with(key, value));

    assertThat(Given.lines(problems)).hasSize(1);
    assertThat(problems.get(0).key()).startsWith(key);
    assertThat(problems.get(0).message()).contains(message);
  }

  static Stream<Arguments> http() {
    return Stream.of(
        arguments("http.host", "0.0.0.0:80", "must be a host name or an IP address"),
        arguments("http.host", "1.2.3.256", "must be a host name or an IP address"),
        arguments("http.host", "", "must be a host name or an IP address"),
        arguments("http.host", 1L, "must be text, such as 0.0.0.0"),
        arguments("http.port", -1L, "-1 must be from 0 to 65535"),
        arguments("http.port", 65536L, "65536 must be from 0 to 65535"),
        arguments("http.port", "8080", "must be a whole number, such as 8080"),
        arguments("http.port", 80.5, "must be a whole number"),
        arguments("http.port", true, "must be a whole number"),
        arguments("http.public-url", "accounts.example.com", "must be an absolute URL"),
        arguments("http.public-url", "http://accounts.example.com", "must be https"),
        arguments("http.public-url", "ftp://accounts.example.com", "must begin with https"),
        arguments("http.public-url", "https:///path", "must"),
        arguments("http.public-url", "https://a.example:65536", "a port from 1 to 65535"),
        arguments("http.public-url", "https://u:p@a.example", "must not hold a user"),
        arguments("http.public-url", "https://a.example?x", "no query"),
        arguments("http.public-url", "https://a.example/#x", "no fragment"),
        arguments("http.public-url", "https://\u00e4.example", "must be an absolute URL"),
        arguments("http.public-url", "https://a.example/\n", "must be an absolute URL"),
        arguments("http.trusted-proxies", List.of("proxy.example"), "must be an IP address"),
        arguments("http.trusted-proxies", List.of("10.0.0.0/0"), "from 1 to 32 bits"),
        arguments("http.trusted-proxies", List.of("10.0.0.0/33"), "from 1 to 32 bits"),
        arguments("http.trusted-proxies", List.of("010.0.0.1"), "must be an IP address"),
        arguments("http.trusted-proxies", List.of("10.0.0.256"), "must be an IP address"),
        arguments("http.trusted-proxies", List.of("2001:db8::/129"), "from 1 to 128 bits"),
        arguments("http.trusted-proxies", List.of("2001:zz::"), "must be an IP address"),
        arguments("http.trusted-proxies", "10.0.0.1", "must be a list"),
        arguments("http.max-concurrent", 0L, "must be from 1 to"),
        arguments("http.idle-timeout", "999ms", "must be from 1s to 1h"),
        arguments("management.port", 8080L, "must differ from http.port"),
        arguments("management.token", "short", "16 characters"),
        arguments("management.token", "sixteen letters and blanks", "16 characters"),
        arguments("management.token", "0000000000000000", "can be guessed"),
        arguments("management.token", "abcdefghabcdefgh", "can be guessed"),
        arguments("management.token", "Change_Me_Before_Use_1", "can be guessed"));
  }

  static Stream<Arguments> redis() {
    return Stream.of(
        arguments("redis.url", "localhost:6379", "reads like redis://"),
        arguments("redis.url", "http://localhost", "reads like redis://"),
        arguments("redis.url", "//localhost:6379", "reads like redis://"),
        arguments("redis.url", "redis://host/db", "reads like redis://"),
        arguments("redis.url", "redis://host?db=1", "reads like redis://"),
        arguments("redis.url", "redis://host:0", "from 1 to 65535"),
        arguments("redis.url", "redis://:pa ss@host", "percent-encode"),
        arguments("redis.url", "embedded:", "must name a folder"),
        arguments("redis.partitions", 3L, "must be one of 1, 2, 4, 8, 16, 32, 64"),
        arguments("redis.partitions", 128L, "must be one of"),
        arguments("redis.command-timeout", "99ms", "must be from 100ms to 1m"),
        arguments("redis.max-pending", 0L, "must be from 1 to"),
        arguments("redis.wait-replicas", 17L, "must be from 0 to 16"),
        arguments("redis.wait-timeout", "3s", "must be from 10ms to 2s"));
  }

  static Stream<Arguments> smtp() {
    return Stream.of(
        arguments("smtp.relays", List.of(), "required, e.g. [\"smtp://user:password@"),
        arguments("smtp.relays", List.of("mail.example.com"), "reads like smtp://"),
        arguments("smtp.relays", List.of("//u:p@mail.example.com"), "reads like smtp://"),
        arguments("smtp.relays", List.of("smtps://mail.example.com"), "?tls=implicit"),
        arguments("smtp.relays", List.of("smtp://a.example/x"), "reads like smtp://"),
        arguments("smtp.relays", List.of("smtp://a.example?tls=yes"), "tls=required"),
        arguments("smtp.relays", List.of("smtp://a.example?tls=none&x=1"), "tls=required"),
        arguments("smtp.relays", List.of("smtp://a.example?tls=none&tls=none"), "at most once"),
        arguments("smtp.relays", List.of("smtp://a.example?tls"), "tls=required"),
        arguments("smtp.relays", List.of("smtp://a.example?connections=0"), "from 1 to 1000"),
        arguments("smtp.relays", List.of("smtp://a.example?connections=1001"), "from 1 to 1000"),
        arguments("smtp.relays", List.of("smtp://a.example?connections=x"), "from 1 to 1000"),
        arguments("smtp.relays", List.of("smtp://a.example?rate=10"), "rate=10/1s"),
        arguments("smtp.relays", List.of("smtp://user@a.example"), "a user needs a password"),
        arguments("smtp.relays", List.of("smtp://u:p%0D%0A@a.example"), "no control characters"),
        arguments("smtp.relays", List.of("smtp://u:p@a.example:70000"), "from 1 to 65535"),
        arguments("smtp.relays", List.of("smtp://a_b.example"), "reads like smtp://"),
        arguments("smtp.relays", List.of("smtp://a.example", 1L), "must be text"),
        arguments("smtp.attempt", "999ms", "must be from 1s to 10m"),
        arguments("smtp.attempt", "11m", "must be from 1s to 10m"),
        arguments("smtp.connections", 0L, "must be from 1 to 1000"),
        arguments("smtp.helo", "a b", "must be a host name"));
  }

  static Stream<Arguments> mail() {
    return Stream.of(
        arguments("mail.from", "Example", ""),
        arguments("mail.from", "Example <no-reply@example.com> x", "a sender reads like"),
        arguments("mail.from", "Exa\u202emple <no-reply@example.com>", "or invisible"),
        arguments("mail.from", "Exa\nmple <no-reply@example.com>", "or invisible"),
        arguments("mail.from", "A <b@c.example> <no-reply@example.com>", "none of them"),
        arguments("mail.from", "x".repeat(101) + " <no-reply@example.com>", "100 characters"),
        arguments("mail.reply-to", "nobody", ""),
        arguments("mail.zone", "Berlin", "\"Berlin\": must be a time zone"),
        arguments("mail.templates", "no/such/folder", "there is no such folder"),
        arguments("mail.templates", "pom.xml", "there is no such folder"));
  }

  static Stream<Arguments> times() {
    return Stream.of(
        arguments("token.ttl", "30", "\"30\": a duration reads like 30m"),
        arguments("token.ttl", 30L, "must be text, such as 30m"),
        arguments("token.ttl", "-30m", "a duration"),
        arguments("token.ttl", "59s", "must be from 1m to 24h"),
        arguments("token.ttl", "24h1s", "must be from 1m to 24h"),
        arguments("token.ttl", "119s", "at least twice smtp.attempt"),
        arguments("apps.default.token.ttl", "119s", "at least twice smtp.attempt"),
        arguments("token.outstanding", "some", "must be one of: all, newest"),
        arguments("token.outstanding", "ALL", "must be one of: all, newest"),
        arguments("outbox.lease", "999ms", "must be from 1s to 10m"),
        arguments("outbox.give-up-after", "25h", "must be from 1s to 24h"),
        arguments("outbox.backoff.first", "0s", "must be from 1ms to 24h"),
        arguments("outbox.backoff.max", "4s", "must not be less than outbox.backoff.first"),
        arguments("outbox.slots", 0L, "must be from 1 to"),
        arguments("outbox.max-jobs", 0L, "must be from 1 to"),
        arguments("limits.per-client", "20", "a rate reads like 20/1m"),
        arguments("limits.per-key", "0/1s", "a rate is a count of at least 1"),
        arguments("limits.per-account", "5/31d", "30d or less"),
        arguments("limits.per-domain", "many", "a rate reads like 20/1m"),
        arguments("apps.default.challenge.above", "1/31d", "30d or less"),
        arguments("apps.default.challenge.difficulty", 999L, "must be from 1000 to 1000000"),
        arguments("apps.default.challenge.difficulty", 1000001L, "must be from 1000 to 1000000"));
  }

  private static String base64(String bytes) {
    return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String counting(int from, int step) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      bytes.append((char) ((from + i * step) & 0xff));
    }
    return bytes.toString();
  }

  static Stream<Arguments> secrets() {
    String zeros = "A".repeat(43) + "=";
    String half =
        "\u0001\u00f3\u0017\u00a9\u0042\u00c8\u0099\u000b\u0071\u00e5\u0030\u00b6\u005d\u0088\u00de\u0023";
    return Stream.of(
        arguments("secrets.seal-keys", List.of(), "required"),
        arguments("secrets.seal-keys", List.of("k1:<32 bytes base64>"), "the placeholder"),
        arguments("secrets.seal-keys", List.of(Given.OTHER_KEY), "reads like k1:"),
        arguments("secrets.seal-keys", List.of("k1:" + zeros), "can be guessed"),
        arguments("secrets.seal-keys", List.of("k1:AAAA"), "must be 32 bytes"),
        arguments(
            "secrets.seal-keys",
            List.of(Given.SEAL_KEY, "k2:" + Given.SEAL_KEY.substring(3)),
            "k2 is another name for the same key"),
        arguments("secrets.index-key", base64("changeme, please! changeme, pls!"), "is text"),
        arguments("secrets.index-key", base64("3f7a".repeat(8)), "is text"),
        arguments("secrets.index-key", base64(counting(0, 1)), "can be guessed"),
        arguments("secrets.index-key", base64(counting(200, -7)), "can be guessed"),
        arguments("secrets.index-key", base64(half + half), "can be guessed"),
        arguments(
            "secrets.seal-keys", List.of(Given.SEAL_KEY, "k1:" + Given.OTHER_KEY), "named k1"),
        arguments("secrets.index-key", "<32 bytes base64>", "the placeholder"),
        arguments("secrets.index-key", zeros, "can be guessed"),
        arguments("secrets.index-key", "not base64!", "must be 32 bytes"),
        arguments("secrets.index-key", Given.INDEX_KEY + Given.INDEX_KEY, "must be 32 bytes"),
        arguments("secrets.index-key", Given.SEAL_KEY.substring(3), "must be another key"));
  }

  static Stream<Arguments> apps() {
    return Stream.of(
        arguments("apps.default.name", " ", "1 to 100 characters"),
        arguments("apps.default.name", "Exa\u200bmple", "invisible"),
        arguments("apps.default.link", "https://example.com/reset", "{token} exactly once"),
        arguments("apps.default.allowed-origins", List.of("*"), "must be an absolute URL"),
        arguments("apps.default.allowed-origins", List.of("null"), "must be an absolute URL"),
        arguments("apps.default.allowed-origins", List.of("https://a.example/"), "no path"),
        arguments("apps.default.allowed-origins", List.of("https://A.example"), "lower case"),
        arguments("apps.default.allowed-origins", List.of("https://a.example:443"), "usual port"),
        arguments("apps.default.allowed-origins", List.of("https://*.example"), "must"),
        arguments("apps.default.accounts.type", "sql", "\"sql\": must be one of: trusted"),
        arguments("apps.default.accounts.url", "https://a.example", "counts only with"),
        arguments("apps.default.accounts.network", "any", "must be one of: public, private"),
        arguments("apps.default.token", "30m", "is a section"),
        arguments("apps.default.ttl", "30m", "unknown; nearest is apps.default.token.ttl"),
        arguments("apps.Shop", null, "the id of an app has"),
        arguments("apps", null, "at least one app is required"));
  }

  static Stream<Arguments> apiKeys() {
    String hash = "sha256:" + Given.HASH;
    String key = "apps.default.api-keys";
    return Stream.of(
        arguments(key, List.of(), "required, e.g. [\"sha256:<64 hex digits>\"]"),
        arguments(key, List.of("sha256:<64 hex digits>"), "still the placeholder"),
        arguments(key, List.of(Given.HASH), "must begin with sha256:"),
        arguments(key, List.of("sha256:abc"), "64 hex digits"),
        arguments(key, List.of("sha256:" + ApiKeys.sha256("")), "hash of nothing"),
        arguments(key, List.of("sha256:" + ApiKeys.sha256("changeme")), "or of a word"),
        arguments(key, List.of(ApiKeys.generate().key().reveal()), "is a key itself"),
        arguments(key, List.of(hash, hash), "is the same key as apps.default.api-keys[0]"),
        arguments(key, List.of(named("sha256", hash)), "64 hex digits"),
        arguments(key, List.of(named("name", "a")), "required"),
        arguments(key, List.of(named("name", "\u0007", "sha256", Given.HASH)), "invisible"),
        arguments(key, List.of(named("scopes", List.of(), "sha256", Given.HASH)), "at least one"),
        arguments(
            key,
            List.of(named("scopes", List.of("reed"), "sha256", Given.HASH)),
            "\"reed\": must be one of: request, read"),
        arguments(key, List.of(named("scope", "read", "sha256", Given.HASH)), "nearest is"),
        arguments(
            key,
            List.of(
                named("name", "a", "sha256", Given.HASH),
                named("name", "a", "sha256", Given.OTHER_HASH)),
            "has the name of another key"));
  }

  private static Map<String, Object> named(Object... pairs) {
    Tree tree = new Tree(Map.of());
    for (int i = 0; i < pairs.length; i += 2) {
      tree.put((String) pairs[i], pairs[i + 1]);
    }
    return tree.root();
  }
}

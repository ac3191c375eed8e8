package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code mail.dkim}, and the files that it names. */
class DkimOptionsTest {
  @TempDir private static Path folder;

  private static String key;
  private static Path file;

  @BeforeAll
  static void makeKey() throws IOException {
    key = PrivateKeys.base64("RSA", 2048);
    file = write(PrivateKeys.pem(key));
  }

  @Test
  void without_a_key_nothing_is_signed() {
    assertThat(Given.app(Given.required()).mail().dkim()).isEmpty();
  }

  @Test
  void the_sender_s_domain_signs_unless_another_is_named() {
    assertThat(Given.app(signing()).mail().dkim()).contains(dkim("example.com", "postkey1"));
  }

  @ParameterizedTest
  @CsvSource({
    "accounts.example.com, example.com",
    "accounts.example.com, accounts.example.com",
    "accounts.example.com, Example.COM",
    "m\u00fcnchen.example, xn--mnchen-3ya.example",
  })
  void a_domain_above_the_sender_s_may_sign(String from, String domain) {
    Tree tree = signing();
    tree.put("mail.from", "no-reply@" + from);
    tree.put("mail.dkim.domain", domain);

    assertThat(Given.app(tree).mail().dkim()).contains(dkim(domain.toLowerCase(), "postkey1"));
  }

  @ParameterizedTest
  @CsvSource({
    "other.example,            mail.dkim.domain: other.example must be the domain of mail.from",
    "ample.com,                mail.dkim.domain: ample.com must be the domain of mail.from",
    "accounts.example.com,     mail.dkim.domain: accounts.example.com must be the domain of mail.f",
    "com,                      mail.dkim.domain: \"com\": The domain has at least two labels",
  })
  void no_other_domain_may_sign_since_it_would_not_count(String domain, String problem) {
    Tree tree = signing();
    tree.put("mail.dkim.domain", domain);

    assertThat(Given.lines(Given.problems(tree))).singleElement().asString().startsWith(problem);
  }

  @Test
  void each_app_has_its_own_or_everybody_s() {
    Tree tree = signing();
    addShop(tree);
    tree.put("apps.shop.mail.from", "no-reply@shop.example");
    tree.put("apps.shop.mail.dkim.selector", "s2");

    Config config = Given.load(tree);

    assertThat(config.apps().values())
        .extracting(app -> app.mail().dkim().orElseThrow())
        .containsExactlyInAnyOrder(dkim("example.com", "postkey1"), dkim("shop.example", "s2"));
  }

  @Test
  void an_app_with_another_sender_cannot_use_everybody_s_domain() {
    Tree tree = signing();
    tree.put("mail.dkim.domain", "example.com");
    addShop(tree);
    tree.put("apps.shop.mail.from", "no-reply@shop.example");

    assertThat(Given.lines(Given.problems(tree)))
        .containsExactly(
            "mail.dkim.domain: example.com must be the domain of apps.shop.mail.from,"
                + " shop.example, or one above it");
  }

  @Test
  void key_and_selector_go_together() {
    assertThat(Given.lines(Given.problems(Given.with("mail.dkim.key", file.toString()))))
        .containsExactly(
            "mail.dkim.selector: required to sign mails, together with mail.dkim.key,"
                + " e.g. postkey1   (env POSTKEY_MAIL_DKIM_SELECTOR)");
    assertThat(Given.lines(Given.problems(Given.with("mail.dkim.selector", "s1"))))
        .singleElement()
        .asString()
        .startsWith("mail.dkim.key: required to sign mails, together with mail.dkim.selector");
    assertThat(Given.problems(Given.with("mail.dkim.domain", "example.com")))
        .extracting(Problem::key)
        .containsExactly("mail.dkim.key", "mail.dkim.selector");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "-a", "a-", "a..b", "a;b", "a\nb", "a_b", "\u00e4"})
  void a_selector_is_a_part_of_a_domain(String selector) {
    Tree tree = signing();
    tree.put("mail.dkim.selector", selector);

    assertThat(Given.problems(tree))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("1 to 63 letters, digits, hyphens and dots");
  }

  @Test
  void a_file_without_a_good_key_is_told_in_operators_words() throws IOException {
    assertThat(problem(folder.resolve("none.pem"))).isEqualTo("there is no such file");
    assertThat(problem(folder)).contains("cannot be read");
    assertThat(problem(write("hello"))).contains("openssl genpkey");
    assertThat(problem(write(PrivateKeys.pem(key).replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"))))
        .contains("openssl pkey -in <file> converts");
    assertThat(problem(write(PrivateKeys.pem("AAAA")))).contains("no RSA key, or broken");
    assertThat(problem(write(PrivateKeys.pem(PrivateKeys.base64("EC", 256)))))
        .contains("no RSA key");
    assertThat(problem(write(PrivateKeys.pem(PrivateKeys.base64("RSA", 1024)))))
        .isEqualTo("the key has 1024 bits; it must have 2048 to 3072");
  }

  @Test
  @DisplayName("S14: neither a key nor what stands in its place is ever printed")
  void a_key_is_never_printed() throws IOException {
    Tree tree = signing();
    assertThat(Given.load(tree).toString()).contains("postkey1", "***").doesNotContain(key);

    tree.put("mail.dkim.key", PrivateKeys.pem(key));
    assertThat(Given.problems(tree).toString()).doesNotContain("PRIVATE", key.substring(0, 64));
    String broken = key.substring(0, 400);
    assertThat(problem(write(PrivateKeys.pem(broken)))).doesNotContain(key.substring(0, 20));
  }

  @Test
  void a_domain_that_the_mail_client_would_break_in_two_is_refused() {
    Tree tree = signing();
    tree.put("mail.from", "a@" + "x".repeat(60) + ".longname.example");
    assertThat(Given.lines(Given.problems(tree)))
        .containsExactly("mail.dkim.domain: must not be longer than 75 characters");

    tree.put("mail.dkim.domain", "longname.example");
    assertThat(Given.problems(tree)).isEmpty();
  }

  private static String problem(Path path) {
    Tree tree = signing();
    tree.put("mail.dkim.key", path.toString());
    List<Problem> problems = Given.problems(tree);
    assertThat(problems).extracting(Problem::key).containsExactly("mail.dkim.key");
    return problems.get(0).message();
  }

  private static Tree signing() {
    Tree tree = Given.with("mail.dkim.key", file.toString());
    tree.put("mail.dkim.selector", "postkey1");
    return tree;
  }

  private static void addShop(Tree tree) {
    tree.put("apps.shop.link", "https://shop.example/{token}");
    tree.put("apps.shop.api-keys", List.of("sha256:" + Given.OTHER_HASH));
  }

  private static Config.Dkim dkim(String domain, String selector) {
    return new Config.Dkim(domain, selector, new Secret(key));
  }

  private static Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "key", ".pem"), text);
  }
}

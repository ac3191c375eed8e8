package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.Network;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an app's accounts live. */
class AccountsOptionsTest {
  private static final String ACCOUNTS = "apps.default.accounts.";
  private static final String SECRET = secret(32, 'a');
  private static final String FORMER = secret(24, 'b');

  private static String secret(int bytes, char first) {
    byte[] random = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      random[i] = (byte) (first + i);
    }
    return "whsec_" + Base64.getEncoder().encodeToString(random);
  }

  private static Tree webhook(String url) {
    Tree tree = Given.with(ACCOUNTS + "type", "webhook");
    tree.put(ACCOUNTS + "url", url);
    tree.put(ACCOUNTS + "secret", SECRET);
    return tree;
  }

  private static Tree webhook() {
    return webhook("https://example.com/accounts");
  }

  @Test
  void accounts_are_trusted_unless_somebody_says_otherwise() {
    assertThat(Given.app(Given.required()).accounts()).isEqualTo(Config.Accounts.TRUSTED);
  }

  @Test
  void a_webhook_has_a_url_and_a_secret_and_may_have_a_former_one() {
    Tree tree = webhook();
    assertThat(Given.app(tree).accounts().webhook().orElseThrow())
        .extracting(Config.Webhook::secrets, Config.Webhook::network)
        .containsExactly(List.of(new Secret(SECRET)), Network.PUBLIC);

    tree.put(ACCOUNTS + "former-secret", FORMER);
    Config.Accounts accounts = Given.app(tree).accounts();
    assertThat(accounts.type()).isEqualTo(Config.Accounts.Type.WEBHOOK);
    assertThat(accounts.webhook().orElseThrow().url()).hasToString("https://example.com/accounts");
    assertThat(accounts.webhook().orElseThrow().secrets())
        .containsExactly(new Secret(SECRET), new Secret(FORMER));
    assertThat(accounts.toString()).doesNotContain("whsec_");
  }

  @Test
  void a_webhook_without_url_and_secret_is_told_of_both() {
    assertThat(Given.lines(Given.problems(Given.with(ACCOUNTS + "type", "webhook"))))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("required with apps.default.accounts.type: webhook, e.g. ")
                    .contains("(env POSTKEY_APPS_DEFAULT_ACCOUNTS_"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "secret", "former-secret"})
  void what_belongs_to_a_webhook_is_no_use_without_one(String option) {
    Tree tree = webhook();
    tree.put(ACCOUNTS + "former-secret", FORMER);
    tree.put(ACCOUNTS + "type", "trusted");

    assertThat(Given.lines(Given.problems(tree)))
        .contains(ACCOUNTS + option + ": counts only with apps.default.accounts.type: webhook");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "https://example.com:8443/a/b?c=d",
        "http://localhost:8081/accounts",
        "http://127.0.0.1:8081/accounts",
        "https://[::1]/accounts",
        "https://93.184.216.34/accounts"
      })
  void a_url_is_https_or_on_this_machine(String url) {
    assertThat(Given.problems(webhook(url))).isEmpty();
    assertThat(new JsonSchemaCheck().errors(webhook(url).root())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/accounts, must be https",
    "http://10.0.0.1/accounts, must be https",
    "https://user:pw@example.com/, must not hold a user",
    "https://example.com/#x, no fragment",
    "ftp://example.com/, must begin with https",
    "example.com, must be an absolute URL",
    "https://10.0.0.1/accounts, network: private",
    "https://169.254.169.254/latest, network: private",
    "https://[fd00::1]/accounts, network: private",
    "https://[::ffff:192.168.0.1]/accounts, network: private",
    "https://100.64.0.1/accounts, network: private"
  })
  void another_url_is_refused_and_why(String url, String why) {
    assertThat(Given.problems(webhook(url)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo(ACCOUNTS + "url");
              assertThat(problem.message()).contains(why);
            });
  }

  @Test
  void a_private_address_is_good_where_that_is_configured_and_metadata_never() {
    Tree tree = webhook("https://10.0.0.1/accounts");
    tree.put(ACCOUNTS + "network", "private");
    assertThat(Given.problems(tree)).isEmpty();

    tree.put(ACCOUNTS + "url", "https://169.254.169.254/latest");
    assertThat(Given.problems(tree))
        .extracting(Problem::message)
        .allMatch(message -> message.contains("never asked"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 64})
  @DisplayName("W4: a secret has 24 to 64 bytes")
  void a_secret_at_its_boundary_is_good(int bytes) {
    Tree tree = webhook();
    tree.put(ACCOUNTS + "secret", secret(bytes, 'c'));

    assertThat(Given.problems(tree)).isEmpty();
  }

  @Test
  void another_secret_is_refused_and_not_repeated() {
    for (String bad :
        List.of(
            secret(23, 'd'),
            secret(65, 'd'),
            SECRET.substring(6),
            "whsec_hunter2!hunter2!hunter2!hunter2!",
            "whsec_<24 to 64 bytes base64>",
            "whsec_" + "A".repeat(44))) {
      Tree tree = webhook();
      tree.put(ACCOUNTS + "secret", bad);

      assertThat(Given.lines(Given.problems(tree)))
          .as(bad)
          .singleElement()
          .asString()
          .startsWith(ACCOUNTS + "secret: ")
          .doesNotContain(bad, "hunter2");
    }
  }

  @Test
  void the_former_secret_is_another_one() {
    Tree tree = webhook();
    tree.put(ACCOUNTS + "former-secret", SECRET);

    assertThat(Given.problems(tree))
        .extracting(Problem::key)
        .containsExactly(ACCOUNTS + "former-secret");
  }
}

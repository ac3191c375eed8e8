package dev.postkey.account;

import static dev.postkey.support.AccountsServer.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.FindAccount;
import dev.postkey.support.AccountsServer;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application may answer to {@code account.find}, and what it is not believed. */
class WebhookAnswersTest {
  private static final String JSON = "application/json";
  private static final String ANN = "\"subject\":\"4711\",\"email\":\"ann@example.com\"";

  private final AccountsServer accounts = AccountsServer.start();
  private AccountBench bench;

  @BeforeEach
  void open() throws Exception {
    bench =
        new AccountBench(
            InetAddress::getAllByName, new HttpClientOptions(), accounts.environment("DEFAULT"));
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    accounts.close();
    assertThat(accounts.complaints()).isEmpty();
  }

  private void answer(String type, String body) {
    accounts.answering(question -> http(200, type, body));
  }

  @Test
  void what_an_account_says_of_itself_is_told_and_what_else_it_says_is_not() throws Exception {
    answer(
        JSON + "; charset=UTF-8",
        "{"
            + ANN
            + ",\"name\":\"Ann \u00c4 \u4f8b\",\"locale\":\"de-CH\",\"data\":{\"plan\":\"gold\"},"
            + "\"roles\":[{\"a\":[1,2]},null],\"active\":true,\"nested\":{\"deep\":{\"x\":1}}}");

    FindAccount.Account account = bench.account();

    assertThat(account.subject().value()).isEqualTo("4711");
    assertThat(account.email().value()).isEqualTo("ann@example.com");
    assertThat(account.name()).contains("Ann \u00c4 \u4f8b");
    assertThat(account.locale()).isEqualTo(Locale.forLanguageTag("de-CH"));
    assertThat(account.data()).isEqualTo(Map.of("plan", "gold", "from", "request"));
  }

  @Test
  void what_an_account_does_not_say_is_as_the_request_has_it() throws Exception {
    answer(JSON, "{" + ANN + ",\"name\":null,\"locale\":null,\"data\":null}");

    FindAccount.Account account = bench.account();

    assertThat(account.name()).isEmpty();
    assertThat(account.locale()).isEqualTo(Locale.FRENCH);
    assertThat(account.data()).isEqualTo(Map.of("from", "request"));
  }

  @Test
  @DisplayName("A5: the local part is kept byte for byte, and nothing of what was asked is used")
  void the_address_is_that_of_the_answer() throws Exception {
    answer(JSON, "{\"subject\":\"4711\",\"email\":\"O'Hara+News@Example.COM\"}");

    assertThat(bench.account().email().value()).isEqualTo("O'Hara+News@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann\\r\\nBcc: eve@example.com",
        "Ann\\u202Enna",
        "A\\u200Bnn",
        "Ann\\u0000",
        "Ann\\u2028",
        "\\uD800",
        "   ",
        ""
      })
  @DisplayName("A6: a name with invisible characters is left out, and the person has the mail")
  void a_name_that_no_mail_could_show_is_left_out(String name) throws Exception {
    answer(JSON, "{" + ANN + ",\"name\":\"" + name + "\"}");

    assertThat(bench.account().name()).isEmpty();
  }

  @Test
  void a_language_that_is_none_is_left_out() throws Exception {
    answer(JSON, "{" + ANN + ",\"locale\":\"../../etc\"}");

    assertThat(bench.account().locale()).isEqualTo(Locale.FRENCH);
  }

  static Stream<String> lies() {
    return Stream.of(
        "",
        "null",
        "[]",
        "\"ann@example.com\"",
        "{}",
        "{" + ANN,
        "{" + ANN + "}{}",
        "{" + ANN + "} x",
        "{" + ANN + ",}",
        "{" + ANN + ",\"email\":\"eve@example.com\"}",
        "{" + ANN + ",\"x\":{\"a\":1,\"a\":2}}",
        "{\"email\":\"ann@example.com\"}",
        "{\"subject\":\"4711\"}",
        "{\"subject\":4711,\"email\":\"ann@example.com\"}",
        "{\"subject\":\"\",\"email\":\"ann@example.com\"}",
        "{\"subject\":\"a\\u0000b\",\"email\":\"ann@example.com\"}",
        "{\"subject\":\"" + "x".repeat(256) + "\",\"email\":\"ann@example.com\"}",
        "{\"subject\":\"4711\",\"email\":[\"ann@example.com\",\"eve@example.com\"]}",
        "{\"subject\":\"4711\",\"email\":{\"ann@example.com\":\"x\"}}",
        "{\"subject\":\"4711\",\"email\":\"ann@example.com,eve@example.com\"}",
        "{\"subject\":\"4711\",\"email\":\"Ann <ann@example.com>\"}",
        "{\"subject\":\"4711\",\"email\":\"ann@example.com\\r\\nRCPT TO:<eve@example.com>\"}",
        "{\"subject\":\"4711\",\"email\":\" ann@example.com\"}",
        "{" + ANN + ",\"name\":{}}",
        "{" + ANN + ",\"locale\":7}",
        "{" + ANN + ",\"data\":[]}",
        "{" + ANN + ",\"data\":{\"plan\":1}}",
        "{" + ANN + ",\"data\":{\"plan\":null}}",
        "{" + ANN + ",\"data\":{\"plan\":{\"a\":\"b\"}}}",
        "{" + ANN + ",\"data\":{\"pl an\":\"gold\"}}",
        "{" + ANN + ",\"data\":{\"plan\":\"go\\u0000ld\"}}",
        "{" + ANN + ",\"data\":{\"plan\":\"" + "x".repeat(4093) + "\"}}",
        "{" + ANN + ",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
  }

  @ParameterizedTest
  @MethodSource("lies")
  @DisplayName("F17: garbage is no account, and nobody is mailed for it")
  void what_is_no_account_is_a_failure(String body) throws Exception {
    answer(JSON, body);

    assertThat(bench.failure()).isEqualTo("account-source-invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/json", "application/jsonx", "application/json; charset=latin1"})
  void what_does_not_call_itself_json_is_not_read(String type) throws Exception {
    answer(type, "{" + ANN + "}");

    assertThat(bench.failure()).isEqualTo("account-source-invalid");
  }

  @Test
  void what_is_no_utf_8_is_not_read() throws Exception {
    accounts.answering(
        question ->
            (in, out) -> {
              String head = "HTTP/1.1 200 Said\r\nContent-Type: application/json\r\n\r\n";
              out.write((head + "{" + ANN + ",\"name\":\"").getBytes("US-ASCII"));
              out.write(new byte[] {(byte) 0xc0, (byte) 0xaf, '"', '}'});
            });

    assertThat(bench.failure()).isEqualTo("account-source-invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "204, status",
    "202, status",
    "400, status",
    "422, status",
    "429, status",
    "500, status",
    "502, status",
    "503, status",
    "401, refused",
    "403, refused",
    "410, refused"
  })
  @DisplayName("F17: only 404 says that there is no account")
  void another_status_is_a_failure(int status, String reason) throws Exception {
    accounts.answering(question -> AccountsServer.status(status));

    assertThat(bench.failure()).isEqualTo("account-source-" + reason);
  }

  @Test
  void a_404_says_that_nobody_has_the_address() throws Exception {
    accounts.answering(question -> http(404, "text/html", "<h1>Not found</h1>"));

    assertThat(bench.ask()).isEqualTo(new FindAccount.Unknown());
  }
}

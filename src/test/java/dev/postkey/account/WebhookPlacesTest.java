package dev.postkey.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.AccountsServer;
import dev.postkey.support.Certificates;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a webhook may be, and how it proves that it is the one. */
class WebhookPlacesTest {
  private static final String HOST = "accounts.example";
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final String URL = "POSTKEY_APPS_DEFAULT_ACCOUNTS_URL";
  private static final String NETWORK = "POSTKEY_APPS_DEFAULT_ACCOUNTS_NETWORK";

  @TempDir static Path folder;
  private static PfxOptions good;
  private static PfxOptions ofAnother;
  private AccountsServer accounts = AccountsServer.start();
  private AccountBench bench;

  @BeforeAll
  static void certify() throws Exception {
    Certificates certificates = new Certificates(folder);
    good = certificates.selfSigned(HOST);
    ofAnother = certificates.selfSigned("other.example");
    // The first handshake of a JVM takes seconds on a busy machine, and patience ends after 5 s.
    WebhookPlacesTest first = new WebhookPlacesTest();
    first.open(host -> new InetAddress[] {HERE}, first.secured(good), "private");
    first.bench.ask();
    first.close();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    accounts.close();
  }

  private static InetAddress[] addresses(String list) throws UnknownHostException {
    String[] texts = list.split(" ");
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }

  private void open(HostLookup.Resolver resolver, HttpClientOptions options, String network)
      throws Exception {
    String[] environment = accounts.environment("DEFAULT", NETWORK, network);
    for (int i = 0; i < environment.length; i++) {
      if (environment[i].equals(URL)) {
        environment[i + 1] = "https://" + HOST + ":" + accounts.port() + "/accounts?a=b";
      }
    }
    bench = new AccountBench(resolver, options, environment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00::1",
        "100.64.0.1",
        "0.0.0.0",
        "93.184.216.34 10.0.0.1"
      })
  void F17_a_name_that_leads_inside_is_not_called(String resolved) throws Exception {
    open(host -> addresses(resolved), new HttpClientOptions(), "public");

    assertThat(bench.failure()).isEqualTo("account-source-forbidden-address");
    assertThat(accounts.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "fe80::1", "fd00:ec2::254", "100.100.100.200"})
  void F17_the_metadata_of_a_cloud_is_never_called(String resolved) throws Exception {
    open(host -> addresses(resolved), new HttpClientOptions(), "private");

    assertThat(bench.failure()).isEqualTo("account-source-forbidden-address");
  }

  @Test
  void a_name_that_leads_nowhere_is_a_failure() throws Exception {
    open(
        host -> {
          throw new UnknownHostException(host);
        },
        new HttpClientOptions(),
        "public");

    assertThat(bench.failure()).isEqualTo("account-source-not-found");
  }

  @Test
  void the_address_that_was_looked_at_is_called_while_the_certificate_is_for_the_name()
      throws Exception {
    HttpClientOptions trusting = secured(good);
    AtomicInteger resolved = new AtomicInteger();
    open(
        host -> {
          // A second look would lead elsewhere: to where nobody is.
          return resolved.incrementAndGet() == 1
              ? new InetAddress[] {HERE}
              : addresses("203.0.113.1");
        },
        trusting,
        "private");

    assertThat(bench.account().subject().value()).isEqualTo("4711");
    assertThat(resolved).hasValue(1);
    AccountsServer.Question question = accounts.questions().get(0);
    assertThat(question.requestLine()).isEqualTo("POST /accounts?a=b HTTP/1.1");
    assertThat(question.header("host")).isEqualTo(HOST + ":" + accounts.port());
    assertThat(accounts.serverNames()).containsExactly(HOST);
    assertThat(accounts.complaints()).isEmpty();
  }

  @Test
  void of_several_addresses_one_that_answers_is_enough() throws Exception {
    HttpClientOptions trusting = secured(good);
    open(host -> addresses("127.0.0.9 127.0.0.1"), trusting, "private");

    assertThat(bench.account().subject().value()).isEqualTo("4711");
  }

  @Test
  void F17_a_certificate_for_another_name_is_not_accepted() throws Exception {
    HttpClientOptions trusting = secured(ofAnother);
    open(host -> new InetAddress[] {HERE}, trusting, "private");

    assertThat(bench.failure()).isEqualTo("account-source-insecure");
    assertThat(accounts.questions()).isEmpty();
  }

  @Test
  void F17_a_certificate_that_nobody_vouches_for_is_not_accepted() throws Exception {
    secured(good);
    open(host -> new InetAddress[] {HERE}, new HttpClientOptions(), "private");

    assertThat(bench.failure()).isEqualTo("account-source-insecure");
    assertThat(accounts.questions()).isEmpty();
  }

  @Test
  void F17_a_server_without_tls_gets_nothing_in_clear() throws Exception {
    open(host -> new InetAddress[] {HERE}, new HttpClientOptions(), "private");

    assertThat(bench.failure()).startsWith("account-source-");
    assertThat(accounts.questions()).isEmpty();
  }

  /** A server with that certificate, and a client that trusts it. */
  private HttpClientOptions secured(PfxOptions certificate) throws Exception {
    accounts.close();
    accounts =
        AccountsServer.start(Certificates.tls(certificate)).knowing("4711", "ann@example.com");
    return new HttpClientOptions().setTrustOptions(certificate);
  }
}

package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.Certificates;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.ext.mail.MailConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requirement M5: no credential and no byte of a mail in clear. */
class RelayTlsIT {
  private static final Duration ATTEMPT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;

  private Certificates certificates;

  /** What the server heard, marked with whether it came encrypted. */
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    certificates = new Certificates(folder);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, SECONDS);
  }

  @Test
  void M5_with_the_right_certificate_everything_but_the_first_two_commands_is_encrypted()
      throws Exception {
    PfxOptions certificate = certificates.selfSigned("localhost");

    SendMail.Outcome outcome = send(options(serve(certificate)).setTrustOptions(certificate));

    assertThat(outcome).isInstanceOf(SendMail.Sent.class);
    assertThat(heard.stream().filter(line -> line.startsWith("clear")))
        .containsExactly("clear EHLO postkey.test", "clear STARTTLS");
    assertThat(heard).anySatisfy(line -> assertThat(line).startsWith("tls AUTH"));
  }

  @Test
  void M5_a_certificate_of_another_name_is_refused() throws Exception {
    PfxOptions certificate = certificates.selfSigned("mail.example.org");

    refused(send(options(serve(certificate)).setTrustOptions(certificate)));
  }

  @Test
  void M5_a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    refused(send(options(serve(certificates.selfSigned("localhost")))));
  }

  @Test
  void F12_a_certificate_that_has_run_out_is_refused() throws Exception {
    PfxOptions authority = certificates.authority();
    PfxOptions old = certificates.signed("localhost", "-2y", 30);

    refused(send(options(serve(old)).setTrustOptions(authority)));
  }

  @Test
  void a_certificate_that_a_trusted_authority_vouches_for_is_good() throws Exception {
    PfxOptions authority = certificates.authority();
    PfxOptions good = certificates.signed("localhost", "-1d", 30);

    assertThat(send(options(serve(good)).setTrustOptions(authority)))
        .isInstanceOf(SendMail.Sent.class);
  }

  @Test
  void F12_a_probe_verifies_the_name_as_often_as_it_is_made() throws Exception {
    PfxOptions certificate = certificates.selfSigned("mail.example.org");
    MailConfig options = options(serve(certificate)).setTrustOptions(certificate);

    for (int i = 0; i < 3; i++) {
      assertThat(probe(options)).contains(insecure());
    }
    assertThat(heard).noneMatch(line -> line.startsWith("tls"));
  }

  @Test
  void F12_a_probe_logs_in_over_tls_and_sends_nothing() throws Exception {
    PfxOptions certificate = certificates.selfSigned("localhost");

    assertThat(probe(options(serve(certificate)).setTrustOptions(certificate))).isEmpty();

    assertThat(heard)
        .anySatisfy(line -> assertThat(line).startsWith("tls AUTH"))
        .noneSatisfy(line -> assertThat(line).contains("MAIL"));
  }

  @Test
  void F12_a_server_that_says_more_before_the_encryption_than_it_should_is_left() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      smtp.on("EHLO", "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN")
          .on("STARTTLS", "220 go on\r\n250 injected");

      SendMail.Failed failed = (SendMail.Failed) send(options(smtp.port()));

      assertThat(failed.kind()).isEqualTo(SendMail.Kind.RELAY);
      assertThat(smtp.count("AUTH") + smtp.count("MAIL")).isZero();
    }
  }

  @Test
  void F12_a_server_that_offers_starttls_and_then_refuses_it_gets_nothing_in_clear()
      throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      smtp.on("EHLO", "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN")
          .on("STARTTLS", "454 4.7.0 TLS not available");

      SendMail.Failed failed = (SendMail.Failed) send(options(smtp.port()));

      assertThat(failed.kind()).isEqualTo(SendMail.Kind.RELAY);
      assertThat(smtp.commands().subList(0, 2)).containsExactly("EHLO postkey.test", "STARTTLS");
      assertThat(smtp.count("AUTH") + smtp.count("MAIL")).isZero();
    }
  }

  @Test
  void M5_with_implicit_tls_not_a_byte_is_in_clear() throws Exception {
    PfxOptions certificate = certificates.selfSigned("localhost");
    int port = serve(certificate, true);

    assertThat(send(options(port, Config.Tls.IMPLICIT))).isEqualTo(insecure());
    assertThat(heard).isEmpty();
    assertThat(send(options(port, Config.Tls.IMPLICIT).setTrustOptions(certificate)))
        .isInstanceOf(SendMail.Sent.class);
    assertThat(heard).isNotEmpty().allMatch(line -> line.startsWith("tls"));
  }

  @Test
  void M5_a_server_that_does_not_offer_starttls_gets_no_credentials_and_no_mail() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      smtp.on("EHLO", "250-scripted\r\n250 AUTH PLAIN");

      SendMail.Outcome outcome = send(options(smtp.port()));

      assertThat(outcome).isEqualTo(insecure());
      assertThat(smtp.commands()).startsWith("EHLO postkey.test").doesNotContain("STARTTLS");
      assertThat(smtp.count("AUTH") + smtp.count("MAIL")).isZero();
    }
  }

  @Test
  void M5_a_relay_without_login_gets_no_mail_where_login_is_configured() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      Config.Relay relay = relay(smtp.port(), Config.Tls.NONE);

      SendMail.Outcome outcome = send(RelayOptions.of(relay, Mails.smtp(ATTEMPT, relay)));

      assertThat(((SendMail.Failed) outcome).kind()).isEqualTo(SendMail.Kind.RELAY);
      assertThat(((SendMail.Failed) outcome).reason()).isEqualTo("relay-login-refused");
      assertThat(smtp.count("MAIL")).isZero();
    }
  }

  @Test
  void a_refused_login_is_the_relays_fault() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      smtp.on("EHLO", "250-scripted\r\n250 AUTH PLAIN").on("AUTH", "535 5.7.8 wrong");
      Config.Relay relay = relay(smtp.port(), Config.Tls.NONE);

      SendMail.Failed failed =
          (SendMail.Failed) send(RelayOptions.of(relay, Mails.smtp(ATTEMPT, relay)));

      assertThat(failed.kind()).isEqualTo(SendMail.Kind.RELAY);
      assertThat(failed.reason()).isEqualTo("relay-login-refused");
      assertThat(failed.replyCode()).contains(535);
    }
  }

  private void refused(SendMail.Outcome outcome) {
    assertThat(outcome).isEqualTo(insecure());
    assertThat(heard).containsExactly("clear EHLO postkey.test", "clear STARTTLS");
  }

  private static SendMail.Failed insecure() {
    return new SendMail.Failed(
        SendMail.Kind.RELAY,
        "relay-insecure",
        SendMail.Stage.CONNECT,
        Optional.empty(),
        Optional.empty());
  }

  private SendMail.Outcome send(MailConfig options) throws Exception {
    Relay relay = new Relay(vertx, "relay", options, Optional.empty(), fact -> {});
    return relay
        .send(
            Mails.composer()
                .compose(Mails.mail(), Mails.app(), ResetTemplates.load(Optional.empty())),
            Clearance.GIVEN,
            ATTEMPT,
            ATTEMPT)
        .await(20, SECONDS)
        .orElseThrow();
  }

  private Optional<SendMail.Failed> probe(MailConfig options) throws Exception {
    Promise<Optional<SendMail.Failed>> answer = Promise.promise();
    vertx.runOnContext(now -> Probe.of(vertx, options).onComplete(answer));
    return answer.future().await(20, SECONDS);
  }

  private static MailConfig options(int port) {
    return options(port, Config.Tls.REQUIRED);
  }

  private static MailConfig options(int port, Config.Tls tls) {
    Config.Relay relay = relay(port, tls);
    return RelayOptions.of(relay, Mails.smtp(ATTEMPT, relay));
  }

  private static Config.Relay relay(int port, Config.Tls tls) {
    return new Config.Relay(
        "localhost",
        port,
        Optional.of("user"),
        Optional.of(new Secret("password")),
        tls,
        1,
        Optional.empty());
  }

  private int serve(PfxOptions certificate) throws Exception {
    return serve(certificate, false);
  }

  private int serve(PfxOptions certificate, boolean implicit) throws Exception {
    NetServerOptions options = new NetServerOptions().setHost("localhost").setPort(0);
    return vertx
        .createNetServer(implicit ? options.setSsl(true).setKeyCertOptions(certificate) : options)
        .connectHandler(socket -> talk(socket, certificate))
        .listen()
        .await(5, SECONDS)
        .actualPort();
  }

  private void talk(NetSocket socket, PfxOptions certificate) {
    socket.handler(
        RecordParser.newDelimited(
            "\r\n",
            line -> {
              heard.add((socket.isSsl() ? "tls " : "clear ") + line);
              answer(socket, line.toString().split(" ")[0], certificate);
            }));
    socket.write("220 localhost ESMTP\r\n");
  }

  private static void answer(NetSocket socket, String verb, PfxOptions certificate) {
    switch (verb) {
      case "EHLO" -> socket.write("250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n");
      case "STARTTLS" ->
          socket
              .write("220 go on\r\n")
              .compose(
                  written ->
                      socket.upgradeToSsl(new ServerSSLOptions().setKeyCertOptions(certificate)));
      case "AUTH" -> socket.write("235 welcome\r\n");
      case "DATA" -> socket.write("354 go on\r\n");
      case "MAIL", "RCPT", "." -> socket.write("250 ok\r\n");
      default -> {}
    }
  }
}

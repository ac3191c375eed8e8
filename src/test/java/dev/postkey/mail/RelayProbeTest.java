package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.ENDLESS_LINE;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayProbeTest {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedSmtp smtp = ScriptedSmtp.start();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, SECONDS);
    smtp.close();
  }

  @Test
  void a_relay_that_greets_is_reached() {
    assertThatCode(this::probe).doesNotThrowAnyException();
  }

  @Test
  void a_long_greeting_is_a_greeting() {
    smtp.on(CONNECT, "220-one\r\n220 two");

    assertThatCode(this::probe).doesNotThrowAnyException();
  }

  @Test
  void a_port_where_nobody_listens_is_told() {
    smtp.close();

    failsWith("does not answer");
  }

  @Test
  void a_host_that_is_not_there_is_told() {
    assertThatThrownBy(() -> probe(relay("nowhere.invalid", Config.Tls.NONE, "user")))
        .hasMessageContaining("there is no such host");
  }

  @Test
  void a_server_that_hangs_up_is_told() {
    smtp.on(CONNECT, DROP);

    failsWith("cannot be reached, or hangs up");
  }

  @Test
  void a_server_that_turns_us_away_is_told() {
    smtp.on(CONNECT, "554 5.7.1 go away");

    failsWith("turns us away (554)");
  }

  @Test
  void what_is_no_smtp_server_is_told() {
    smtp.on(CONNECT, "HTTP/1.1 400 Bad Request");

    failsWith("does not answer as an SMTP server does");
  }

  @Test
  void an_endless_greeting_is_told() {
    smtp.on(CONNECT, ENDLESS_LINE);

    failsWith("does not answer");
  }

  @Test
  void a_silent_server_is_told_when_its_time_is_over() {
    smtp.on(CONNECT, STALL);

    failsWith("does not answer within 2s");
  }

  @Test
  void a_wrong_password_is_told_and_not_repeated() {
    smtp.on("EHLO", "250-scripted\r\n250 AUTH PLAIN").on("AUTH", "535 5.7.8 wrong");

    assertThatThrownBy(() -> probe(relay("127.0.0.1", Config.Tls.NONE, "user")))
        .hasMessageContaining("does not take our user and password")
        .hasMessageContaining("(535)")
        .hasMessageNotContaining("hunter2");
    assertThat(smtp.count("MAIL")).isZero();
  }

  @Test
  void M5_a_server_without_tls_is_told_and_gets_no_password() {
    smtp.on("EHLO", "250-scripted\r\n250 AUTH PLAIN");

    assertThatThrownBy(() -> probe(relay("127.0.0.1", Config.Tls.REQUIRED, "user")))
        .hasMessageContaining("does not encrypt");
    assertThat(smtp.count("AUTH")).isZero();
  }

  private Config.Relay relay(String host, Config.Tls tls, String user) {
    return new Config.Relay(
        host,
        smtp.port(),
        Optional.of(user),
        Optional.of(new Secret("hunter2")),
        tls,
        1,
        Optional.empty());
  }

  private void failsWith(String words) {
    assertThatThrownBy(this::probe)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("relay 127.0.0.1:" + smtp.port())
        .hasMessageContaining(words);
  }

  private void probe() throws Exception {
    probe(Mails.relay(smtp.port()));
  }

  private void probe(Config.Relay relay) throws Exception {
    new RelayProbe(vertx, Duration.ofSeconds(2))
        .probe(relay, Mails.smtp(PostOffice.ATTEMPT, relay))
        .await(20, SECONDS);
  }
}

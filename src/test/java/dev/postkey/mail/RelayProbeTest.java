package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Unavailable;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Vertx;
import java.time.Duration;
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
  void a_server_that_hangs_up_is_told() {
    smtp.on(CONNECT, DROP);

    failsWith("closed the connection without a greeting");
  }

  @Test
  void a_server_that_turns_us_away_is_told() {
    smtp.on(CONNECT, "554 5.7.1 go away");

    failsWith("does not greet as an SMTP server does");
  }

  @Test
  void an_endless_greeting_is_told() {
    smtp.on(CONNECT, "2".repeat(100_000));

    failsWith("does not answer");
  }

  @Test
  void a_silent_server_is_told_when_its_time_is_over() {
    smtp.on(CONNECT, STALL);

    failsWith("nothing came within 500ms");
  }

  private void failsWith(String words) {
    assertThatThrownBy(this::probe)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("relay 127.0.0.1:" + smtp.port())
        .hasMessageContaining(words);
  }

  private void probe() throws Exception {
    new RelayProbe(vertx, Duration.ofMillis(500)).probe(Mails.relay(smtp.port())).await(7, SECONDS);
  }
}

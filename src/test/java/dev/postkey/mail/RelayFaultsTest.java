package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.BODY;
import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.ENDLESS_LINE;
import static dev.postkey.support.ScriptedSmtp.ENDLESS_REPLY;
import static dev.postkey.support.ScriptedSmtp.HOLD;
import static dev.postkey.support.ScriptedSmtp.NORMALLY;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static dev.postkey.support.ScriptedSmtp.farewell;
import static dev.postkey.support.ScriptedSmtp.trickle;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.support.Eventually;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Relays that misbehave at any stage: nothing is lost, nothing grows, nobody gets another's mail.
 */
class RelayFaultsTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  /** What sockets hold on the way, and much less than a flood. */
  private static final long NOT_MUCH = 64L << 20;

  private static final List<String> GARBAGE =
      List.of(
          "\0\0\0",
          "",
          "250 ok\r\n250 ok",
          "\u00ff\u00fe 250 ok",
          "250-ok\u0085\r\n250 ok",
          "999 what",
          "250 ok\n250 ok\n",
          "RCPT TO:<eve@example.net>");

  private final ScriptedSmtp smtp = ScriptedSmtp.start();

  @AfterEach
  void close() {
    smtp.close();
  }

  @ParameterizedTest(name = "F8 silence at {0} is {1}")
  @CsvSource({
    "CONNECT, RELAY",
    "EHLO, RELAY",
    "MAIL, UNKNOWN",
    "RCPT, UNKNOWN",
    "DATA, UNKNOWN",
    "BODY, UNKNOWN",
    "'.', UNKNOWN"
  })
  void F8_silence_ends_with_the_attempt_and_the_connection_too(String verb, Kind kind)
      throws Exception {
    smtp.on(verb, STALL);
    try (PostOffice office = PostOffice.open(SHORT, smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(kind);

      everyConnectionEnds();
    }
  }

  @ParameterizedTest(name = "F8 a byte at a time at {0} is {1}")
  @CsvSource({"CONNECT, RELAY", "EHLO, RELAY", "MAIL, UNKNOWN", "'.', UNKNOWN"})
  void F8_a_reply_of_one_byte_at_a_time_ends_with_the_attempt_and_the_connection_too(
      String verb, Kind kind) throws Exception {
    smtp.on(verb, trickle("250-" + "x".repeat(10_000) + "\r\n250 ok"));
    try (PostOffice office = PostOffice.open(SHORT, smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(kind);

      everyConnectionEnds();
    }
  }

  @Test
  void F8_a_relay_that_is_slow_at_everything_but_in_time_gets_its_mail() throws Exception {
    for (String verb : List.of(CONNECT, "EHLO", "MAIL", "RCPT", "DATA", ".")) {
      smtp.on(verb, trickle(NORMALLY));
    }
    try (PostOffice office = PostOffice.open(Duration.ofMinutes(1), smtp.port())) {
      assertThat(office.ask(Mails.mail()).await(60, SECONDS)).isInstanceOf(SendMail.Sent.class);
    }
  }

  @Test
  void F8_a_relay_that_greets_late_but_in_time_gets_its_mail() throws Exception {
    smtp.on(CONNECT, HOLD);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      Future<SendMail.Outcome> sending = office.ask(Mails.mail());
      Eventually.holds("it is connected", () -> smtp.connections() == 1);
      smtp.release();

      assertThat(sending.await(20, SECONDS)).isInstanceOf(SendMail.Sent.class);
    }
  }

  @ParameterizedTest(name = "F8 hanging up at {0} once")
  @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "."})
  void F8_after_a_connection_that_was_hung_up_the_next_mail_leaves(String verb) throws Exception {
    smtp.on(verb, DROP, NORMALLY);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Failed.class);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    }
  }

  @ParameterizedTest(name = "F9 {0} answers {1} once")
  @CsvSource({
    "CONNECT, 421 4.3.2 no, RELAY", "CONNECT, 554 5.3.2 no, RELAY",
    "EHLO, 421 4.3.2 no, RELAY", "EHLO, 554 5.3.2 no, RELAY",
    "MAIL, 451 4.3.0 no, RELAY", "MAIL, 550 5.1.8 no, RELAY",
    "RCPT, 450 4.2.0 no, GREYLISTED", "RCPT, 550 5.1.1 no, PERMANENT",
    "DATA, 451 4.3.0 no, TEMPORARY", "DATA, 554 5.6.0 no, PERMANENT",
    "'.', 451 4.3.0 no, TEMPORARY", "'.', 554 5.6.0 no, PERMANENT"
  })
  void F9_after_a_refusal_at_any_stage_the_next_mail_leaves(String verb, String reply, Kind kind)
      throws Exception {
    // A client whose EHLO is refused tries HELO before it gives up.
    smtp.on(verb, reply, NORMALLY).on("HELO", "502 5.5.1 no", NORMALLY);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(kind);

      Eventually.holds("there is room", () -> office.room() > 0);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    }
  }

  @ParameterizedTest(name = "F11 {0}: {1}")
  @CsvSource({
    "CONNECT, (endless line), RELAY", "EHLO, (endless line), RELAY",
    "MAIL, (endless line), UNKNOWN", "'.', (endless line), UNKNOWN",
    "CONNECT, (endless reply), RELAY", "EHLO, (endless reply), RELAY",
    "MAIL, (endless reply), UNKNOWN", "'.', (endless reply), UNKNOWN"
  })
  void F11_a_reply_without_end_is_cut_long_before_the_attempt_is_over(
      String verb, String answer, Kind kind) throws Exception {
    assertThat(answer).isIn(ENDLESS_LINE, ENDLESS_REPLY);
    smtp.on(verb, answer);
    try (PostOffice office = PostOffice.open(Duration.ofMinutes(5), smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(kind);

      everyConnectionEnds();
      assertThat(smtp.bytesSaid()).isLessThan(NOT_MUCH);
    }
  }

  @ParameterizedTest(name = "F11 {0}: {1}")
  @CsvSource({
    "CONNECT, '220 hi\r\n250 early', RELAY",
    "EHLO, '250 ok\r\n250 early', RELAY",
    "MAIL, '250 ok\r\n250 early', UNKNOWN",
    "RCPT, '250 ok\r\n354 early', UNKNOWN",
    "DATA, '250 not a 354', UNKNOWN",
    "DATA, '354 go on\r\n250 early', UNKNOWN",
    "MAIL, 354 out of order, UNKNOWN",
    "'.', 354 out of order, UNKNOWN",
  })
  void F11_replies_out_of_order_are_never_taken_for_a_success(String verb, String reply, Kind kind)
      throws Exception {
    smtp.on(verb, reply, NORMALLY);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(kind);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    }
  }

  @Test
  void F11_a_relay_that_goes_on_after_it_took_the_mail_has_taken_it() throws Exception {
    smtp.on(".", "250 2.0.0 queued\r\n250 again", NORMALLY);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
      assertThat(smtp.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_relay_that_says_goodbye_to_an_idle_connection_costs_nothing() throws Exception {
    smtp.on(".", farewell("250 2.0.0 queued\r\n421 4.4.2 you are idle"), NORMALLY);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
      assertThat(smtp.messages()).hasSize(2);
    }
  }

  @ParameterizedTest(name = "F11 garbage at {0}")
  @ValueSource(strings = {"CONNECT", "EHLO", "RSET", "MAIL", "RCPT", "DATA", "."})
  void F11_whatever_a_relay_says_nobody_gets_the_mail_of_another(String verb) throws Exception {
    for (String garbage : GARBAGE) {
      smtp.on(verb, NORMALLY, garbage, NORMALLY);
      try (PostOffice office = PostOffice.open(smtp.port())) {
        for (int i = 0; i < 3; i++) {
          office.send(Mails.mail("person" + i + "@example.org", null, Locale.ENGLISH, Map.of()));
        }
      }
    }

    assertThat(smtp.deliveries())
        .hasSizeGreaterThanOrEqualTo(GARBAGE.size())
        .allSatisfy(
            delivery -> {
              assertThat(delivery.recipients()).hasSize(1);
              assertThat(delivery.message()).contains("To: " + delivery.recipients().get(0));
            });
  }

  @Test
  void a_relay_that_does_not_hang_up_after_we_took_leave_is_hung_up() throws Exception {
    smtp.on("RCPT", "550 5.1.1 no").on("QUIT", STALL);
    try (PostOffice office = PostOffice.open(Duration.ofMinutes(5), smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(Kind.PERMANENT);

      everyConnectionEnds();
    }
  }

  @Test
  void F8_a_lost_message_body_is_unknown() throws Exception {
    smtp.on(BODY, DROP);
    try (PostOffice office = PostOffice.open(smtp.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(Kind.UNKNOWN);
    }
  }

  private void everyConnectionEnds() throws Exception {
    Eventually.holds("no connection is open", () -> smtp.openConnections() == 0);
  }

  private static Kind kind(SendMail.Outcome outcome) {
    return ((SendMail.Failed) outcome).kind();
  }
}

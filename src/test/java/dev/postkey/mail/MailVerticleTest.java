package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.HOLD;
import static dev.postkey.support.ScriptedSmtp.NORMALLY;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.config.Config;
import dev.postkey.support.Eventually;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailVerticleTest {
  private static final Duration SHORT = Duration.ofMillis(1500);

  private static final SendMail.Outcome WITHHELD = new SendMail.Withheld(Objection.CLAIM_LOST);

  private ScriptedSmtp first;
  private ScriptedSmtp second;

  @BeforeEach
  void open() {
    first = ScriptedSmtp.start();
    second = ScriptedSmtp.start();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void a_mail_is_answered_when_the_relay_has_taken_it() throws Exception {
    try (PostOffice office = PostOffice.open(first.port())) {
      SendMail.Outcome outcome = office.send(Mails.mail());

      assertThat(outcome).isEqualTo(new SendMail.Sent("127.0.0.1:" + first.port(), 250));
      assertThat(first.messages()).hasSize(1);
      assertThat(first.commands())
          .startsWith("EHLO postkey.test")
          .anySatisfy(line -> assertThat(line).startsWith("MAIL FROM:<no-reply@example.com>"))
          .contains("RCPT TO:<ann@example.org>");
      assertThat(office.uncaught()).isEmpty();
    }
  }

  @Test
  void M2_a_second_attempt_carries_the_same_message_id() throws Exception {
    first.on(".", "451 4.3.0 later", NORMALLY);
    try (PostOffice office = PostOffice.open(first.port())) {
      office.send(Mails.mail());
      office.send(Mails.mail());

      assertThat(first.messages()).hasSize(2);
      assertThat(messageId(first.messages().get(0)))
          .isNotEmpty()
          .isEqualTo(messageId(first.messages().get(1)));
    }
  }

  @Test
  void the_next_relay_takes_what_the_first_cannot() throws Exception {
    first.on(CONNECT, "421 4.3.2 too busy");
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      assertThat(office.send(Mails.mail()))
          .isEqualTo(new SendMail.Sent("127.0.0.1:" + second.port(), 250));
    }
  }

  @Test
  void a_refused_or_uncertain_message_is_not_offered_to_the_next_relay() throws Exception {
    first.on("RCPT", "550 5.1.1 no such user", ScriptedSmtp.DROP);
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(Kind.PERMANENT);
      assertThat(kind(office.send(Mails.mail()))).isEqualTo(Kind.UNKNOWN);
      assertThat(second.connections()).isZero();
    }
  }

  @Test
  void a_silent_relay_leaves_the_next_one_its_share_of_the_time() throws Exception {
    first.on(CONNECT, STALL);
    try (PostOffice office = PostOffice.open(SHORT, first.port(), second.port())) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    }
  }

  @Test
  void when_all_relays_are_silent_the_attempt_ends_in_time_and_nothing_was_sent() throws Exception {
    first.on(CONNECT, STALL);
    second.on("EHLO", STALL);
    try (PostOffice office = PostOffice.open(SHORT, first.port(), second.port())) {
      SendMail.Failed failed = (SendMail.Failed) office.send(Mails.mail());

      assertThat(failed.kind()).isEqualTo(Kind.RELAY);
      assertThat(failed.reason()).isEqualTo("relay-timeout");
      assertThat(first.count("MAIL") + second.count("MAIL")).isZero();
    }
  }

  @Test
  void a_message_that_was_given_up_does_not_leave_when_the_relay_wakes_up() throws Exception {
    first.on("EHLO", HOLD);
    try (PostOffice office = PostOffice.open(SHORT, first.port(), second.port())) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);

      first.release();

      assertThat(first.hears("QUIT")).isTrue();
      assertThat(first.count("MAIL")).isZero();
      assertThat(second.messages()).hasSize(1);
    }
  }

  @Test
  void a_relay_that_falls_silent_after_the_final_dot_leaves_it_unknown() throws Exception {
    first.on(".", STALL);
    try (PostOffice office = PostOffice.open(SHORT.multipliedBy(3), first.port(), second.port())) {
      SendMail.Failed failed = (SendMail.Failed) office.send(Mails.mail());

      assertThat(failed.kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(failed.reason()).isEqualTo("timed-out");
      assertThat(second.connections()).isZero();
    }
  }

  @Test
  void more_mails_than_connections_wait_their_turn() throws Exception {
    try (PostOffice office = PostOffice.open(first.port())) {
      List<Future<SendMail.Outcome>> all =
          Stream.generate(() -> office.ask(Mails.mail())).limit(40).toList();

      Future.all(all).await(20, SECONDS);

      assertThat(all)
          .allSatisfy(sent -> assertThat(sent.result()).isInstanceOf(SendMail.Sent.class));
      assertThat(first.messages()).hasSize(40);
      assertThat(first.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_message_that_must_not_be_sent_is_a_dead_letter_and_reaches_no_relay() throws Exception {
    try (PostOffice office = PostOffice.open(first.port())) {
      SendMail mail = Mails.mail("A".repeat(1 << 20), Locale.ENGLISH, Map.of());

      assertThat(office.send(mail)).isEqualTo(Verdict.unmailable());
      assertThat(first.connections()).isZero();
    }
  }

  @Test
  void M7_a_broken_template_stops_the_start(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("en"));
    Files.writeString(folder.resolve("en/reset.txt"), "{{lnk}}");
    Config config =
        Mails.config(
            Mails.smtp(SHORT, Mails.relay(first.port())),
            Mails.app("Example", Optional.of(folder)));

    assertThatThrownBy(() -> PostOffice.open(config)).hasMessageContaining("{{lnk}} is not known");
  }

  @Test
  void F5_mails_that_have_not_begun_come_back_at_once_when_they_are_recalled() throws Exception {
    first.on(CONNECT, HOLD);
    try (PostOffice office = PostOffice.open(Duration.ofMinutes(5), first.port(), second.port())) {
      List<Future<SendMail.Outcome>> all =
          Stream.generate(() -> office.ask(Mails.mail())).limit(10).toList();
      Eventually.holds("two wait for the greeting", () -> first.connections() == 2);

      office.recall();
      Future.join(all).await(20, SECONDS);
      first.release();

      assertThat(all).allSatisfy(mail -> assertThat(mail.result()).isEqualTo(WITHHELD));
      assertThat(office.send(Mails.mail())).isEqualTo(WITHHELD);
      assertThat(office.room()).isZero();
      assertThat(first.hears("QUIT")).isTrue();
      assertThat(first.count("MAIL")).isZero();
      assertThat(second.connections()).isZero();
    }
  }

  @Test
  void F5_a_mail_that_has_begun_comes_to_its_end_although_it_is_recalled() throws Exception {
    first.on("MAIL", HOLD);
    try (PostOffice office = PostOffice.open(first.port())) {
      Future<SendMail.Outcome> mail = office.ask(Mails.mail());
      assertThat(first.hears("MAIL")).isTrue();

      office.recall();
      first.release();

      assertThat(mail.await(20, SECONDS)).isInstanceOf(SendMail.Sent.class);
    }
  }

  private static Kind kind(SendMail.Outcome outcome) {
    return ((SendMail.Failed) outcome).kind();
  }

  private static String messageId(String message) {
    return message.lines().filter(line -> line.startsWith("Message-ID: ")).findFirst().orElse("");
  }
}

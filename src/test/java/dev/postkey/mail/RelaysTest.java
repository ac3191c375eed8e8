package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.HOLD;
import static dev.postkey.support.ScriptedSmtp.NORMALLY;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.model.Rate;
import dev.postkey.support.Eventually;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which relay is offered a mail, when, and how many at once; all over real sockets. */
class RelaysTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

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
  void F8_a_relay_that_is_down_is_left_out_and_comes_back_by_itself() throws Exception {
    first.on(CONNECT, DROP, DROP, DROP, DROP, NORMALLY);
    try (PostOffice office = PostOffice.open(first.port())) {
      assertThat(office.room()).isEqualTo(4);
      fail(office, 3);
      assertThat(office.room()).isZero();
      assertThat(reason(office.send(Mails.mail()))).isEqualTo("no-relay");

      office.awaitRoom(1);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);

      assertThat(office.room()).isEqualTo(4);
      assertThat(office.facts().await(Fact.RelayConfigured.class).connections()).isEqualTo(2);
      assertThat(office.facts().await(Fact.RelayFailed.class).reason())
          .isEqualTo("relay-unreachable");
      assertThat(office.facts().await(Fact.RelayRecovered.class).relay())
          .isEqualTo("127.0.0.1:" + first.port());
      assertThat(first.messages()).hasSize(1);
    }
  }

  @Test
  void a_probe_goes_all_the_way_but_mails_nothing() throws Exception {
    first.on("EHLO", "250-scripted\r\n250 AUTH PLAIN").on("AUTH", "535 5.7.8 no", NORMALLY);
    try (PostOffice office = PostOffice.open(config(withLogin(first.port())))) {
      fail(office, 1);
      office.awaitRoom(1);

      assertThat(first.count("MAIL")).isZero();
      assertThat(first.count("AUTH")).isEqualTo(2);
      assertThat(first.hears("QUIT")).isTrue();
    }
  }

  @Test
  void F9_a_refused_login_is_an_alarm_at_once_and_loses_nothing() throws Exception {
    first.on("EHLO", "250-scripted\r\n250 AUTH PLAIN").on("AUTH", "535 5.7.8 wrong password");
    try (PostOffice office = PostOffice.open(config(withLogin(first.port())))) {
      SendMail.Failed failed = (SendMail.Failed) office.send(Mails.mail());

      assertThat(failed.kind()).isEqualTo(Kind.RELAY);
      Fact.RelayFailed alarm = office.facts().await(Fact.RelayFailed.class);
      assertThat(alarm.misconfigured()).isTrue();
      assertThat(alarm.replyCode()).contains(535);
      assertThat(alarm.advice()).contains("user and password");
      assertThat(alarm.toString()).doesNotContain("secret");
      assertThat(office.room()).isZero();
    }
  }

  @Test
  void F9_a_refused_sender_is_an_alarm_at_once_and_every_trial_is_a_mail_kept() throws Exception {
    first.on("MAIL", "550 5.7.1 not your domain", "550 5.7.1 not your domain", NORMALLY);
    try (PostOffice office = PostOffice.open(first.port())) {
      fail(office, 1);
      assertThat(office.facts().await(Fact.RelayFailed.class).misconfigured()).isTrue();
      office.awaitRoom(1);
      fail(office, 1);
      assertThat(office.room()).isZero();

      office.awaitRoom(1);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);

      office.facts().await(Fact.RelayRecovered.class);
      assertThat(office.facts().of(Fact.RelayFailed.class)).hasSize(1);
    }
  }

  @Test
  void F9_a_command_that_a_relay_does_not_understand_is_no_alarm() throws Exception {
    first.on("MAIL", "500 5.5.1 what", "501 5.1.7 what", NORMALLY);
    try (PostOffice office = PostOffice.open(first.port())) {
      fail(office, 2);

      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  @Test
  void on_trial_a_relay_gets_one_mail_and_no_other_before_that_is_sent() throws Exception {
    first.on(CONNECT, DROP, DROP, DROP, NORMALLY).on("MAIL", HOLD);
    try (PostOffice office = PostOffice.open(first.port())) {
      fail(office, 3);
      office.awaitRoom(1);

      Future<SendMail.Outcome> trial = office.ask(Mails.mail());
      assertThat(first.hears("MAIL")).isTrue();
      assertThat(reason(office.send(Mails.mail()))).isEqualTo("no-relay");
      assertThat(office.room()).isEqualTo(1);
      first.release();

      assertThat(trial.await(20, SECONDS)).isInstanceOf(SendMail.Sent.class);
      assertThat(office.room()).isEqualTo(4);
      assertThat(first.messages()).hasSize(1);
    }
  }

  @Test
  void on_trial_a_mail_is_tried_while_older_ones_still_hang() throws Exception {
    first.on(CONNECT, NORMALLY, NORMALLY, DROP, DROP, DROP, DROP, NORMALLY);
    first.on("RCPT", STALL, STALL, NORMALLY);
    Config.Relay relay = Mails.relay(first.port(), 5, Optional.empty());
    Config.Smtp smtp = Mails.smtp(Duration.ofMinutes(1), relay);
    try (PostOffice office = PostOffice.open(Mails.config(smtp, Mails.app()))) {
      Future<SendMail.Outcome> old = office.ask(Mails.mail());
      Future<SendMail.Outcome> another = office.ask(Mails.mail());
      Eventually.holds("two hang", () -> first.count("RCPT") == 2);
      fail(office, 3);
      assertThat(office.room()).isEqualTo(2);

      office.awaitRoom(3);
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);

      assertThat(old.isComplete() || another.isComplete()).isFalse();
      first.close();
    }
  }

  @Test
  void on_trial_a_mail_that_hangs_does_not_keep_others_from_being_tried() throws Exception {
    first.on("MAIL", "550 5.7.1 not your domain", NORMALLY).on("RCPT", STALL, STALL, NORMALLY);
    Config.Relay relay = Mails.relay(first.port(), 1, Optional.empty());
    Config.Smtp smtp = Mails.smtp(Duration.ofMinutes(1), relay);
    try (PostOffice office = PostOffice.open(Mails.config(smtp, Mails.app()))) {
      fail(office, 1);
      office.awaitRoom(1);
      Future<SendMail.Outcome> tarpit = office.ask(Mails.mail());
      office.awaitRoom(2);
      Future<SendMail.Outcome> another = office.ask(Mails.mail());
      office.awaitRoom(3);

      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);

      office.facts().await(Fact.RelayRecovered.class);
      assertThat(tarpit.isComplete() || another.isComplete()).isFalse();
      first.close();
    }
  }

  @Test
  void who_waits_for_a_relay_that_is_left_out_is_sent_to_the_next_one() throws Exception {
    Promise<ClearToSend.Outcome> clear = Promise.promise();
    first.on("MAIL", "550 5.7.1 not your domain");
    Config.Relay one = Mails.relay(first.port(), 1, Optional.empty());
    try (PostOffice office = PostOffice.open(config(one, Mails.relay(second.port())))) {
      office.answering(clear::future);
      List<Future<SendMail.Outcome>> all =
          Stream.generate(() -> office.ask(Mails.mail())).limit(5).toList();
      Eventually.holds("one has its turn", () -> office.cleared().size() == 1);
      clear.complete(PostOffice.CLEAR);
      Future.join(all).await(20, SECONDS);

      assertThat(second.messages()).hasSize(5);
      assertThat(first.count("MAIL")).isEqualTo(1);
    }
  }

  @Test
  void F7_mails_to_a_tarpit_do_not_shut_the_relay_for_others() throws Exception {
    first.on("RCPT", STALL, STALL, STALL, NORMALLY);
    Config.Relay relay = Mails.relay(first.port(), 4, Optional.empty());
    Config.Smtp smtp = Mails.smtp(SHORT.multipliedBy(2), relay);
    try (PostOffice office = PostOffice.open(Mails.config(smtp, Mails.app()))) {
      List<Future<SendMail.Outcome>> tarpit =
          Stream.generate(() -> office.ask(Mails.mail())).limit(3).toList();
      Eventually.holds("three hang", () -> first.count("RCPT") == 3);
      sendAll(office, 1);
      Future.join(tarpit).await(20, SECONDS);

      assertThat(tarpit).allSatisfy(one -> assertThat(reason(one.result())).isEqualTo("timed-out"));
      sendAll(office, 1);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  @Test
  void with_two_relays_the_second_takes_what_comes_until_the_first_is_back() throws Exception {
    first.on(CONNECT, DROP, DROP, DROP, DROP, NORMALLY);
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      sendAll(office, 5);
      assertThat(second.messages()).hasSize(5);
      assertThat(office.room()).isEqualTo(4);

      Eventually.holds("the first is on trial", () -> first.count("QUIT") == 1);
      sendAll(office, 2);

      assertThat(first.messages()).hasSize(2);
      assertThat(second.messages()).hasSize(5);
    }
  }

  @Test
  void when_nobody_takes_a_mail_it_is_told_why() throws Exception {
    first.on(CONNECT, DROP);
    second.on("MAIL", "451 4.3.0 hm");
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      assertThat(reason(office.send(Mails.mail()))).isEqualTo("sender-deferred");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.7.0 too many connections", "451 4.7.1 not so fast"})
  void a_relay_that_asks_for_less_gets_less_and_is_not_left_out(String reply) throws Exception {
    first.on("MAIL", reply, NORMALLY);
    try (PostOffice office = PostOffice.open(first.port())) {
      assertThat(reason(office.send(Mails.mail()))).isEqualTo("relay-slowing");
      assertThat(office.room()).isEqualTo(2);

      sendAll(office, 1);

      assertThat(office.room()).isEqualTo(4);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  @Test
  void F8_a_relay_that_closes_after_a_few_mails_loses_none() throws Exception {
    first.tiringAfter(3);
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      sendAll(office, 10);

      assertThat(first.messages().size() + second.messages().size()).isEqualTo(10);
      assertThat(first.messages().size()).isGreaterThanOrEqualTo(3);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  @Test
  void a_relay_that_takes_nothing_however_slowly_is_left_out_in_the_end() throws Exception {
    first.on("MAIL", "421 4.3.2 too busy");
    try (PostOffice office = PostOffice.open(first.port())) {
      while (office.facts().of(Fact.RelayFailed.class).isEmpty()) {
        assertThat(first.count("MAIL")).isLessThan(20);
        assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Failed.class);
      }

      assertThat(office.facts().await(Fact.RelayFailed.class).misconfigured()).isFalse();
      assertThat(first.count("MAIL")).isEqualTo(Window.BEARABLE + 1);
    }
  }

  @Test
  void waiting_for_a_connection_in_vain_is_not_the_relays_fault() throws Exception {
    first.on("MAIL", HOLD);
    try (PostOffice office = PostOffice.open(SHORT, first.port())) {
      List<Future<SendMail.Outcome>> all =
          Stream.generate(() -> office.ask(Mails.mail())).limit(10).toList();
      Future.join(all).await(20, SECONDS);

      assertThat(all.stream().map(one -> reason(one.result())))
          .containsOnly("timed-out", "relay-busy")
          .filteredOn("timed-out"::equals)
          .hasSize(2);
      assertThat(office.room()).isEqualTo(4);
    }
  }

  @Test
  void waiting_for_its_rate_in_vain_is_not_the_relays_fault() throws Exception {
    Optional<Rate> rate = Optional.of(Rate.parse("1/1h"));
    Config.Smtp smtp = Mails.smtp(SHORT, Mails.relay(first.port(), 2, rate));
    try (PostOffice office = PostOffice.open(Mails.config(smtp, Mails.app()))) {
      assertThat(office.room()).isEqualTo(1);
      sendAll(office, 1);
      assertThat(office.room()).isZero();
      for (int i = 0; i < 4; i++) {
        assertThat(reason(office.send(Mails.mail()))).isEqualTo("relay-busy");
      }

      assertThat(first.messages()).hasSize(1);
      assertThat(first.connections()).isEqualTo(1);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  @Test
  void mails_leave_at_the_relays_rate_and_all_do() throws Exception {
    Optional<Rate> rate = Optional.of(Rate.parse("20/1s"));
    Config.Relay relay = Mails.relay(first.port(), 2, rate);
    try (PostOffice office = PostOffice.open(config(relay))) {
      long begin = System.nanoTime();
      List<Future<SendMail.Outcome>> all =
          Stream.generate(() -> office.ask(Mails.mail())).limit(21).toList();
      Future.all(all).await(30, SECONDS);

      // Never faster; how much slower depends on the machine.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(990));
      assertThat(first.messages()).hasSize(21);
    }
  }

  @Test
  void R3_whether_a_mail_may_go_is_asked_when_it_has_its_turn() throws Exception {
    try (PostOffice office = PostOffice.open(first.port())) {
      office.send(Mails.mail());

      assertThat(office.cleared())
          .containsExactly(new ClearToSend(Mails.mail().request(), Mails.mail().claim()));
    }
  }

  @Test
  void R3_a_mail_that_must_not_go_reaches_no_relay() throws Exception {
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      office.answering(() -> Future.succeededFuture(new ClearToSend.Refused(Objection.LINK_DEAD)));

      assertThat(office.send(Mails.mail())).isEqualTo(new SendMail.Withheld(Objection.LINK_DEAD));
      assertThat(first.connections() + second.connections()).isZero();
      assertThat(office.cleared()).hasSize(1);
    }
  }

  @Test
  void R3_a_mail_of_which_nobody_can_say_whether_it_may_go_does_not() throws Exception {
    try (PostOffice office = PostOffice.open(first.port())) {
      office.answering(() -> Future.failedFuture(new Unavailable("redis")));

      assertThat(office.send(Mails.mail())).isEqualTo(new SendMail.Withheld(Objection.CLAIM_LOST));
      assertThat(first.connections()).isZero();
    }
  }

  @Test
  void R3_it_is_asked_anew_for_the_next_relay() throws Exception {
    first.on(CONNECT, DROP);
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      office.send(Mails.mail());

      assertThat(office.cleared()).hasSize(2);
    }
  }

  @Test
  void R3_a_mail_that_loses_its_claim_while_a_relay_is_slow_to_greet_does_not_leave()
      throws Exception {
    first.on(CONNECT, HOLD);
    try (PostOffice office = PostOffice.open(Duration.ofMinutes(5), first.port())) {
      office.answering(
          () ->
              Future.succeededFuture(
                  office.cleared().size() == 1
                      ? new ClearToSend.Clear(SHORT)
                      : new ClearToSend.Refused(Objection.CLAIM_LOST)));

      assertThat(office.send(Mails.mail())).isEqualTo(new SendMail.Withheld(Objection.CLAIM_LOST));
      first.release();

      assertThat(first.hears("QUIT")).isTrue();
      assertThat(first.count("MAIL")).isZero();
    }
  }

  @Test
  void F4_a_mail_whose_clearance_has_run_out_does_not_leave_even_if_nobody_could_be_asked_since()
      throws Exception {
    first.on(CONNECT, HOLD);
    Promise<ClearToSend.Outcome> never = Promise.promise();
    try (PostOffice office = PostOffice.open(first.port(), second.port())) {
      office.answering(
          () ->
              office.cleared().size() == 1
                  ? Future.succeededFuture(new ClearToSend.Clear(Duration.ofMillis(30)))
                  : never.future());
      Future<SendMail.Outcome> mail = office.ask(Mails.mail());
      Eventually.holds("it was to be renewed", () -> office.cleared().size() == 2);
      long late = System.nanoTime() + Duration.ofMillis(30).toNanos();
      Eventually.holds("it is late", () -> System.nanoTime() > late);
      first.release();

      assertThat(mail.await(20, SECONDS)).isEqualTo(new SendMail.Withheld(Objection.CLAIM_LOST));
      assertThat(first.count("MAIL")).isZero();
      assertThat(second.connections()).isZero();
    }
  }

  @Test
  void R3_a_mail_that_keeps_its_claim_waits_for_a_slow_relay_longer_than_one_clearance_holds()
      throws Exception {
    first.on(CONNECT, HOLD);
    try (PostOffice office = PostOffice.open(first.port())) {
      office.answering(() -> Future.succeededFuture(new ClearToSend.Clear(SHORT)));
      Future<SendMail.Outcome> mail = office.ask(Mails.mail());
      Eventually.holds("it was renewed", () -> office.cleared().size() == 5);
      first.release();

      assertThat(mail.await(20, SECONDS)).isInstanceOf(SendMail.Sent.class);
    }
  }

  @Test
  void many_refusals_for_reasons_of_policy_are_an_alarm() throws Exception {
    first.on("RCPT", "550 5.7.1 you are on a list");
    try (PostOffice office = PostOffice.open(first.port())) {
      for (int i = 0; i < PolicyRefusals.MANY; i++) {
        assertThat(reason(office.send(Mails.mail()))).isEqualTo("policy-refused");
      }

      assertThat(office.facts().await(Fact.PolicyRefusalsRose.class).count())
          .isEqualTo(PolicyRefusals.MANY);
      assertThat(office.facts().of(Fact.RelayFailed.class)).isEmpty();
    }
  }

  private static void fail(PostOffice office, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(((SendMail.Failed) office.send(Mails.mail())).kind()).isEqualTo(Kind.RELAY);
    }
  }

  private static void sendAll(PostOffice office, int mails) throws Exception {
    for (int i = 0; i < mails; i++) {
      assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    }
  }

  private static String reason(SendMail.Outcome outcome) {
    return ((SendMail.Failed) outcome).reason();
  }

  private static Config config(Config.Relay... relays) {
    return Mails.config(Mails.smtp(PostOffice.ATTEMPT, relays), Mails.app());
  }

  private static Config.Relay withLogin(int port) {
    return new Config.Relay(
        "127.0.0.1",
        port,
        Optional.of("user"),
        Optional.of(new Secret("secret")),
        Config.Tls.NONE,
        2,
        Optional.empty());
  }
}

package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.bus.SendMail.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final SendMail.Outcome SENT = new SendMail.Sent("relay", 250);
  private static final SendMail.Failed FAULT = failed("relay-unreachable", Stage.CONNECT, null);
  private static final SendMail.Failed SENDER_REFUSED =
      failed(Verdict.SENDER_REFUSED, Stage.SENDER, 550);

  private static final SendMail.Outcome HUNG = Verdict.timedOut();

  private long now;
  private final List<Fact> facts = new ArrayList<>();
  private final Health health = new Health("relay", () -> now, facts::add);

  @Test
  void three_failures_in_a_row_leave_it_out() {
    offer(FAULT);
    offer(FAULT);
    assertThat(health.isClosed()).isTrue();

    offer(FAULT);

    assertThat(health.isOpen()).isTrue();
    assertThat(health.pass()).isEmpty();
    assertThat(facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.RelayFailed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("relay-unreachable");
              assertThat(failed.misconfigured()).isFalse();
            });
  }

  @Test
  void any_success_in_between_begins_anew() {
    for (int i = 0; i < 10; i++) {
      offer(FAULT);
      offer(FAULT);
      offer(SENT);
    }

    assertThat(health.isClosed()).isTrue();
    assertThat(facts).isEmpty();
  }

  @Test
  void a_refused_message_is_a_success_of_the_relay() {
    offer(FAULT);
    offer(FAULT);
    offer(Verdict.unmailable());
    offer(FAULT);

    assertThat(health.isClosed()).isTrue();
  }

  @Test
  void waiting_in_vain_says_nothing_of_it() {
    offer(FAULT);
    offer(FAULT);
    for (int i = 0; i < 10; i++) {
      offer(Verdict.noTurn());
      offer(new SendMail.Withheld(Objection.CLAIM_LOST));
    }
    assertThat(health.isClosed()).isTrue();

    offer(FAULT);

    assertThat(health.isOpen()).isTrue();
  }

  @Test
  void what_our_configuration_is_to_blame_for_leaves_it_out_at_once() {
    offer(SENDER_REFUSED);

    assertThat(health.isOpen()).isTrue();
    assertThat(facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Fact.RelayFailed.class,
            failed -> {
              assertThat(failed.misconfigured()).isTrue();
              assertThat(failed.replyCode()).contains(550);
              assertThat(failed.advice()).contains("mail.from");
            });
  }

  @Test
  void time_alone_does_not_bring_it_back() {
    offer(SENDER_REFUSED);
    now += Duration.ofDays(1).toNanos();

    assertThat(health.pass()).isEmpty();
  }

  @Test
  void after_a_good_probe_one_mail_may_pass_and_its_success_brings_it_back() {
    offer(SENDER_REFUSED);
    health.isWell();

    Health.Pass trial = health.pass().orElseThrow();
    assertThat(health.pass()).isEmpty();
    assertThat(health.isClosed()).isFalse();
    assertThat(health.isOpen()).isFalse();
    now = Duration.ofSeconds(7).toNanos();
    record(trial, SENT);

    assertThat(health.isClosed()).isTrue();
    assertThat(facts).last().isEqualTo(new Fact.RelayRecovered("relay", Duration.ofSeconds(7)));
  }

  @Test
  void a_trial_that_fails_leaves_it_out_again_without_a_second_alarm() {
    offer(SENDER_REFUSED);
    for (int i = 0; i < 3; i++) {
      health.isWell();
      offer(SENDER_REFUSED);
      assertThat(health.isOpen()).isTrue();
    }

    assertThat(facts).hasSize(1);
  }

  @Test
  void a_trial_that_did_not_come_to_it_may_be_repeated() {
    offer(SENDER_REFUSED);
    health.isWell();

    offer(new SendMail.Withheld(Objection.LINK_DEAD));

    assertThat(health.pass()).isPresent();
    assertThat(health.isOpen()).isFalse();
  }

  @Test
  void while_a_trial_hangs_a_good_probe_lets_another_mail_pass_and_the_first_has_no_say() {
    offer(SENDER_REFUSED);
    health.isWell();
    Health.Pass hanging = health.pass().orElseThrow();
    health.isWell();
    assertThat(health.pass()).isEmpty();
    assertThat(health.awaitsTrial()).isFalse();

    now += Health.PATIENCE.toNanos();
    assertThat(health.pass()).isEmpty();
    health.isWell();

    assertThat(health.awaitsTrial()).isTrue();
    Health.Pass second = health.pass().orElseThrow();
    record(hanging, HUNG);
    assertThat(health.isOpen()).isFalse();
    record(second, SENT);
    assertThat(health.isClosed()).isTrue();
  }

  @Test
  void F7_mails_that_hang_while_others_are_answered_do_not_leave_it_out() {
    List<Health.Pass> tarpit = passes(10);
    offer(Verdict.unmailable());

    tarpit.forEach(pass -> record(pass, HUNG));

    assertThat(health.isClosed()).isTrue();
    assertThat(facts).isEmpty();
  }

  @Test
  void mails_that_hang_on_a_relay_that_answers_nobody_leave_it_out() {
    List<Health.Pass> waiting = passes(3);
    offer(SENT);
    waiting.forEach(Health.Pass::hasTurn);

    waiting.forEach(pass -> record(pass, HUNG));

    assertThat(health.isOpen()).isTrue();
  }

  @Test
  void what_was_begun_before_has_no_say_in_a_trial() {
    Health.Pass early = health.pass().orElseThrow();
    Health.Pass another = health.pass().orElseThrow();
    offer(SENDER_REFUSED);
    record(early, SENT);
    assertThat(health.isOpen()).isTrue();
    health.isWell();
    Health.Pass trial = health.pass().orElseThrow();

    record(another, FAULT);
    assertThat(health.isOpen()).isFalse();
    record(trial, SENT);

    assertThat(health.isClosed()).isTrue();
  }

  @Test
  void a_relay_that_turns_out_to_need_an_operator_is_told_once_more() {
    offer(FAULT);
    offer(FAULT);
    offer(FAULT);
    health.isIll(FAULT);
    health.isIll(failed(Verdict.LOGIN_REFUSED, Stage.LOGIN, 535));
    health.isIll(failed(Verdict.LOGIN_REFUSED, Stage.LOGIN, 535));
    health.isIll(FAULT);

    assertThat(facts)
        .extracting(fact -> ((Fact.RelayFailed) fact).misconfigured())
        .containsExactly(false, true);
  }

  private List<Health.Pass> passes(int mails) {
    return IntStream.range(0, mails).mapToObj(i -> health.pass().orElseThrow()).toList();
  }

  private void offer(SendMail.Outcome outcome) {
    record(health.pass().orElseThrow(), outcome);
  }

  private void record(Health.Pass pass, SendMail.Outcome outcome) {
    health.record(pass, Blame.of(outcome), outcome);
  }

  private static SendMail.Failed failed(String reason, Stage stage, Integer code) {
    return new SendMail.Failed(
        Kind.RELAY, reason, stage, Optional.ofNullable(code), Optional.empty());
  }
}

package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyRefusalsTest {
  private static final SendMail.Failed REFUSED =
      new SendMail.Failed(
          SendMail.Kind.PERMANENT,
          Verdict.POLICY_REFUSED,
          SendMail.Stage.RECIPIENT,
          Optional.of(550),
          Optional.of("550 5.7.1 no"));

  private long now;

  private final PolicyRefusals refusals = new PolicyRefusals(() -> now);

  @Test
  void few_are_no_alarm_and_many_are_one() {
    for (int i = 1; i < PolicyRefusals.MANY; i++) {
      assertThat(refusals.count(REFUSED)).isEmpty();
    }

    assertThat(refusals.count(REFUSED)).contains(rose(PolicyRefusals.MANY));
  }

  @Test
  void other_outcomes_do_not_count() {
    for (int i = 0; i < 2 * PolicyRefusals.MANY; i++) {
      assertThat(refusals.count(Verdict.unmailable())).isEmpty();
      assertThat(refusals.count(new SendMail.Sent("relay", 250))).isEmpty();
    }
  }

  @Test
  void refusals_far_apart_are_no_alarm() {
    for (int i = 0; i < 100; i++) {
      assertThat(refusals.count(REFUSED)).isEmpty();
      now += PolicyRefusals.WITHIN.dividedBy(PolicyRefusals.MANY - 1).toNanos();
    }
  }

  @Test
  void the_alarm_is_not_repeated_before_its_time() {
    int alarms = 0;
    for (int i = 0; i < 61 * 60; i++) {
      alarms += refusals.count(REFUSED).isPresent() ? 1 : 0;
      now += Duration.ofSeconds(1).toNanos();
    }

    assertThat(alarms).isEqualTo(7);
  }

  private static Fact rose(int count) {
    return new Fact.PolicyRefusalsRose(count, PolicyRefusals.WITHIN);
  }
}

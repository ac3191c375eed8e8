package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.ext.mail.MailMessage;
import org.junit.jupiter.api.Test;

/** The clock is near its end: such clocks wrap around. */
class HandoverTest {
  private long now = Long.MAX_VALUE - 5;

  private final Handover handover = new Handover(new MailMessage().setText("hello"), () -> now);

  @Test
  void it_goes_up_to_its_last_moment() {
    handover.goesUntil(now + 10);
    now += 9;

    assertThat(handover.getText()).isEqualTo("hello");
    assertThat(handover.begun()).isTrue();
  }

  @Test
  void R3_from_its_last_moment_on_it_does_not_go() {
    handover.goesUntil(now + 10);
    now += 10;

    assertThatThrownBy(handover::getText).isInstanceOf(Handover.Withdrawn.class);
    assertThat(handover.withdrawn()).isTrue();
  }

  @Test
  void what_has_begun_goes_on() {
    handover.goesUntil(now + 10);
    handover.getText();
    now += 10;

    assertThat(handover.getText()).isEqualTo("hello");
    assertThat(handover.withdraw()).isFalse();
  }
}

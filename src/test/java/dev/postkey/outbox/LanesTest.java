package dev.postkey.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LanesTest {
  private long now;

  private static Job job(String app, String lane) {
    return new Job(
        new RequestId("A".repeat(RequestId.LENGTH)),
        Job.RESET,
        new AppId(app),
        "trusted",
        false,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        0,
        1,
        "",
        lane);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Lanes lanes(boolean appsToo) {
    return new Lanes(appsToo, () -> now).sharing(32);
  }

  @Test
  void a_domain_gets_half_and_an_app_three_quarters_of_what_can_be_sent_at_once_but_always_one() {
    assertThat(lanes(true).arguments()).containsExactly(8, 12);
    assertThat(lanes(true).sharing(1).arguments()).containsExactly(1, 1);
    assertThat(lanes(false).arguments()).containsExactly(8, 0);
  }

  @Test
  void jobs_under_way_count_for_their_domain_and_where_there_are_several_for_their_app() {
    Lanes lanes = lanes(true);
    lanes.enter(job("shop", "x"));
    lanes.enter(job("shop", "x"));

    assertThat(lanes.arguments())
        .startsWith(8, 12)
        .containsSubsequence("domain:x", 2, 0L)
        .containsSubsequence("app:shop", 2, 0L);
  }

  @Test
  void a_lane_in_which_nothing_ends_is_expected_to_stay_so() {
    Lanes lanes = lanes(false);
    lanes.enter(job("shop", "x"));
    pass(60_000);

    assertThat(lanes.arguments()).endsWith("domain:x", 1, 60_000L);
  }

  @Test
  void the_gap_between_two_ends_is_a_moving_mean() {
    Lanes lanes = lanes(false);
    lanes.enter(job("shop", "x"));
    lanes.enter(job("shop", "x"));
    pass(400);
    lanes.leave(job("shop", "x"));

    assertThat(lanes.arguments()).endsWith("domain:x", 1, 100L);
  }

  @Test
  void a_lane_with_nothing_under_way_is_forgotten() {
    Lanes lanes = lanes(false);
    lanes.enter(job("shop", "x"));
    lanes.leave(job("shop", "x"));

    assertThat(lanes.arguments()).containsExactly(8, 0);
  }
}

package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DemoPagesTest {
  private static final Instant NOW = Instant.parse("2026-03-14T09:15:00Z");

  private final DemoPages pages =
      new DemoPages(
          URI.create("http://localhost:9090/inbox"), Clock.fixed(NOW, ZoneId.of("Asia/Kolkata")));

  @Test
  void the_end_of_a_link_is_told_in_the_time_of_the_person() {
    assertThat(live("2026-03-14T09:44:59.500Z"))
        .contains("<dd>15:14:59, 14 March 2026 (in 29 min)</dd>");
  }

  @Test
  void a_time_that_cannot_be_read_is_shown_as_it_came() {
    assertThat(live("soon")).contains("<dd>soon</dd>");
  }

  private String live(String expiresAt) {
    JsonObject answer = new JsonObject().put("expiresAt", expiresAt);
    return pages.live(new PostkeyCall("curl", 200, answer), "curl");
  }
}

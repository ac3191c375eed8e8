package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules that need more than one option to break or to keep. */
class RulesAcrossOptionsTest {
  @Test
  @DisplayName("S6: a key belongs to one app")
  void one_key_under_two_apps_is_refused() {
    Tree tree = Given.with("apps.shop.link", "https://shop.example/{token}");
    tree.put("apps.shop.api-keys", List.of("sha256:" + Given.HASH));

    assertThat(Given.lines(Given.problems(tree)))
        .containsExactly(
            "apps.shop.api-keys[0]: is the same key as apps.default.api-keys[0];"
                + " every key belongs to one app");
  }

  @Test
  void a_management_port_that_others_can_reach_needs_a_token() {
    Tree tree = Given.with("management.host", "0.0.0.0");
    assertThat(Given.lines(Given.problems(tree)))
        .singleElement()
        .asString()
        .startsWith("management.token: required because management.host is not loopback")
        .endsWith("(env POSTKEY_MANAGEMENT_TOKEN)");

    tree.put("management.token", "0123456789abcdef");
    assertThat(Given.load(tree).management().token()).contains(new Secret("0123456789abcdef"));
  }

  @Test
  void a_server_that_postkey_runs_itself_has_no_replicas_to_wait_for() {
    Tree tree = Given.with("redis.url", "embedded:data");
    tree.put("redis.wait-replicas", 1L);
    assertThat(Given.problems(tree))
        .extracting(Problem::key)
        .containsExactly("redis.wait-replicas");

    tree.put("redis.url", "redis://localhost");
    assertThat(Given.load(tree).redis().waitReplicas()).isEqualTo(1);
  }

  @Test
  void two_listeners_share_a_port_only_on_two_addresses() {
    Tree tree = Given.with("management.port", 8080L);
    tree.put("http.host", "192.0.2.1");

    assertThat(Given.problems(tree)).isEmpty();
  }

  @Test
  @DisplayName("S4: no configuration yields a link of more than 24 h, not even for one app")
  void an_app_has_no_longer_links_than_everybody() {
    assertThat(Given.problems(Given.with("apps.default.token.ttl", "P2D")))
        .extracting(Problem::key)
        .containsExactly("apps.default.token.ttl");
    assertThat(Given.app(Given.with("apps.default.token.ttl", "P1D")).token().ttl())
        .isEqualTo(Duration.ofHours(24));
  }

  @Test
  void a_long_attempt_asks_for_long_lived_links() {
    Tree tree = Given.with("smtp.attempt", "10m");
    tree.put("token.ttl", "20m");
    assertThat(Given.problems(tree)).isEmpty();

    tree.put("token.ttl", "19m59s");
    assertThat(Given.problems(tree)).extracting(Problem::key).containsExactly("token.ttl");
  }

  @Test
  void what_every_app_overrides_must_be_right_all_the_same() {
    Tree tree = Given.with("token.ttl", "1s");
    tree.put("apps.default.token.ttl", "1h");

    assertThat(Given.problems(tree)).extracting(Problem::key).containsExactly("token.ttl");
  }
}

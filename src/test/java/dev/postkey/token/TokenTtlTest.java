package dev.postkey.token;

import static dev.postkey.token.TokenBench.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.DeadReason;
import dev.postkey.model.Token;
import dev.postkey.support.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A TTL that operators change while links are out (design, section 3). */
class TokenTtlTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final TokenBench tokens = new TokenBench(redis);

  @Test
  void a_lower_ttl_shortens_the_links_that_are_out() throws Exception {
    Token token = tokens.mint();
    tokens.clock().advance(Duration.ofMinutes(11));

    tokens.reopen("POSTKEY_TOKEN_TTL", "10m");

    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.EXPIRED);
  }

  @Test
  void what_a_lower_ttl_killed_stays_dead_when_the_ttl_rises_again() throws Exception {
    tokens.applyTtl();
    Token old = tokens.mint();
    tokens.clock().advance(Duration.ofMinutes(11));
    Token young = tokens.mint();

    tokens.reopen("POSTKEY_TOKEN_TTL", "10m");
    tokens.applyTtl();
    tokens.reopen("POSTKEY_TOKEN_TTL", "1h");
    tokens.applyTtl();

    assertThat(tokens.redeem(old)).isEqualTo(DeadReason.EXPIRED);
    assertThat(tokens.state(young)).isEqualTo("live");
  }

  @Test
  void what_ran_out_under_a_lower_ttl_stays_dead_when_the_ttl_rises_again() throws Exception {
    tokens.applyTtl();
    Token token = tokens.mint();
    tokens.clock().advance(Duration.ofMinutes(5));
    tokens.reopen("POSTKEY_TOKEN_TTL", "10m");
    tokens.applyTtl();
    tokens.clock().advance(Duration.ofMinutes(6));
    assertThat(tokens.state(token)).isEqualTo(DeadReason.EXPIRED);

    tokens.reopen("POSTKEY_TOKEN_TTL", "1h");
    tokens.applyTtl();

    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.EXPIRED);
  }

  @Test
  void a_raised_ttl_lengthens_nothing_that_is_out() throws Exception {
    Token token = tokens.mint();
    tokens.reopen("POSTKEY_TOKEN_TTL", "1h");

    tokens.clock().advance(TTL);

    assertThat(tokens.state(token)).isEqualTo(DeadReason.EXPIRED);
  }
}

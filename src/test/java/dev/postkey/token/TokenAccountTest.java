package dev.postkey.token;

import static dev.postkey.token.TokenBench.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.DeadReason;
import dev.postkey.bus.MintToken;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to an account and what that does to all its links (design, section 3). */
class TokenAccountTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final TokenBench tokens = new TokenBench(redis);

  @Test
  void consuming_one_link_kills_the_others_of_the_account() throws Exception {
    Token first = tokens.mint();
    Token second = tokens.mint();
    tokens.clock().advance(Duration.ofSeconds(1));

    assertThat(tokens.redeem(second)).isEqualTo("consumed");

    assertThat(tokens.state(first)).isEqualTo(DeadReason.USED);
    assertThat(tokens.redeem(first)).isEqualTo(DeadReason.USED);
  }

  @Test
  void consuming_one_link_kills_those_of_the_same_millisecond_too() throws Exception {
    Token first = tokens.mint();
    Token second = tokens.mint();

    assertThat(tokens.redeem(second)).isEqualTo("consumed");

    assertThat(tokens.redeem(first)).isEqualTo(DeadReason.USED);
  }

  @Test
  void a_request_made_after_a_link_was_used_works() throws Exception {
    tokens.redeem(tokens.mint());
    tokens.clock().advance(Duration.ofSeconds(1));

    assertThat(tokens.redeem(tokens.mint())).isEqualTo("consumed");
  }

  @Test
  void revoking_kills_what_was_mailed_and_what_still_waits_to_be() throws Exception {
    Token mailed = tokens.mint();
    Instant accepted = tokens.clock().now();
    tokens.clock().advance(Duration.ofSeconds(1));

    tokens.revoke();

    assertThat(tokens.state(mailed)).isEqualTo(DeadReason.REVOKED);
    assertThat(tokens.redeem(mailed)).isEqualTo(DeadReason.REVOKED);
    assertThat(tokens.mint(tokens.request(), accepted)).isInstanceOf(MintToken.Superseded.class);
    tokens.clock().advance(Duration.ofMillis(1));
    assertThat(tokens.redeem(tokens.mint())).isEqualTo("consumed");
  }

  @Test
  void what_was_accepted_in_the_millisecond_of_a_revocation_is_dead() throws Exception {
    Token token = tokens.mint();

    tokens.revoke();

    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.REVOKED);
    assertThat(tokens.mint(tokens.request(), tokens.clock().now()))
        .isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void a_revoked_link_never_says_anything_else_later() throws Exception {
    Token token = tokens.mint();
    tokens.revoke();
    tokens.clock().advance(Duration.ofSeconds(1));
    tokens.redeem(tokens.mint());
    tokens.clock().advance(TTL);

    assertThat(tokens.state(token)).isEqualTo(DeadReason.REVOKED);
  }

  @Test
  void a_clock_that_jumps_back_brings_no_dead_link_to_life() throws Exception {
    Token used = tokens.mint();
    Token other = tokens.mint();
    Instant accepted = tokens.clock().now();
    tokens.clock().advance(Duration.ofSeconds(10));
    tokens.redeem(used);

    tokens.clock().set(accepted.minusSeconds(5));
    tokens.revoke();

    assertThat(tokens.state(other)).isEqualTo(DeadReason.USED);
    assertThat(tokens.mint(tokens.request(), accepted)).isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void with_newest_a_new_request_replaces_the_links_of_earlier_ones() throws Exception {
    tokens.reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    Token earlier = tokens.mint();
    tokens.clock().advance(Duration.ofSeconds(1));
    Token later = tokens.mint();

    assertThat(tokens.state(earlier)).isEqualTo(DeadReason.REPLACED);
    assertThat(tokens.redeem(later)).isEqualTo("consumed");
  }

  @Test
  void with_newest_another_attempt_of_the_same_request_replaces_nothing() throws Exception {
    tokens.reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    RequestId request = tokens.request();
    Instant accepted = tokens.clock().now();
    Token first = ((MintToken.Minted) tokens.mint(request, accepted)).token();
    tokens.clock().advance(Duration.ofSeconds(10));
    Token second = ((MintToken.Minted) tokens.mint(request, accepted)).token();

    assertThat(tokens.state(first)).isEqualTo("live");
    assertThat(tokens.state(second)).isEqualTo("live");
  }

  @Test
  void with_newest_an_older_request_that_comes_late_is_superseded() throws Exception {
    tokens.reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    Instant early = tokens.clock().now();
    tokens.clock().advance(Duration.ofSeconds(1));
    tokens.mint();

    assertThat(tokens.mint(tokens.request(), early)).isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void S10_the_limit_counts_accounts_whatever_the_spelling_and_each_request_once()
      throws Exception {
    RequestId request = tokens.request();
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThat(tokens.mint(request, tokens.clock().now())).isInstanceOf(MintToken.Minted.class);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(tokens.mint(tokens.request(), tokens.clock().now()))
          .isInstanceOf(MintToken.Minted.class);
    }
    RequestId sixth = tokens.request();

    assertThat(tokens.mint(sixth, tokens.clock().now())).isInstanceOf(MintToken.Limited.class);
    tokens.clock().advance(Duration.ofMinutes(12));
    assertThat(tokens.mint(sixth, tokens.clock().now())).isInstanceOf(MintToken.Limited.class);
    assertThat(tokens.mint(tokens.request(), tokens.clock().now()))
        .isInstanceOf(MintToken.Minted.class);
    assertThat(tokens.mint(tokens.request(), tokens.clock().now()))
        .isInstanceOf(MintToken.Limited.class);
  }

  /**
   * A request waits for a day at most, dies, is kept as a dead letter for seven, is replayed and
   * waits for another; its link and that link's tombstone live for a day each.
   */
  @Test
  void a_revocation_is_remembered_for_as_long_as_anything_that_it_must_judge() throws Exception {
    tokens.revoke();

    long kept = (Long) redis.command("PTTL", tokens.accountKey());

    assertThat(Duration.ofMillis(kept)).isGreaterThan(Duration.ofDays(1 + 7 + 1 + 1 + 1));
  }
}

package dev.postkey.token;

import static dev.postkey.token.TokenBench.ADDRESS;
import static dev.postkey.token.TokenBench.ANN;
import static dev.postkey.token.TokenBench.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.support.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life and death of one token, by a clock that is held (design, section 3). */
class TokenLifeTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final TokenBench tokens = new TokenBench(redis);

  @Test
  void a_live_token_tells_whose_it_is_and_until_when() throws Exception {
    RequestId request = tokens.request();
    MintToken.Minted minted = (MintToken.Minted) tokens.mint(request, tokens.clock().now());

    InspectToken.Live live = (InspectToken.Live) tokens.inspect(minted.token(), AppId.DEFAULT);

    assertThat(live)
        .isEqualTo(
            new InspectToken.Live(
                AppId.DEFAULT,
                ANN,
                ADDRESS,
                request,
                tokens.clock().now(),
                tokens.clock().now().plus(TTL)));
    assertThat(minted.expiresAt()).isEqualTo(tokens.clock().now().plus(TTL));
  }

  @Test
  void S3_a_token_lives_to_the_last_millisecond_of_its_ttl_and_not_one_longer() throws Exception {
    Token token = tokens.mint();
    Instant end = tokens.clock().now().plus(TTL);

    tokens.clock().set(end.minusMillis(1));
    assertThat(tokens.state(token)).isEqualTo("live");
    tokens.clock().set(end);
    assertThat(tokens.state(token)).isEqualTo(DeadReason.EXPIRED);
    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.EXPIRED);
    tokens.clock().set(end.plusMillis(1));
    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.EXPIRED);
    tokens.clock().set(end.minusMillis(1));
    assertThat(tokens.redeem(token)).isEqualTo("consumed");
  }

  @Test
  void a_dead_link_can_say_why_for_a_day() throws Exception {
    tokens.mint();

    long remaining = (Long) redis.command("PTTL", tokens.keys("token").get(0));

    assertThat(Duration.ofMillis(remaining))
        .isBetween(TTL.plus(Duration.ofHours(23)), TTL.plus(Duration.ofDays(1)));
  }

  @Test
  void a_token_is_consumed_once_and_brings_its_data() throws Exception {
    Token token = tokens.mint();

    ConsumeToken.Consumed consumed = (ConsumeToken.Consumed) tokens.consume(token);

    assertThat(consumed.subject()).isEqualTo(ANN);
    assertThat(consumed.email()).isEqualTo(ADDRESS);
    assertThat(consumed.data()).containsExactly(Map.entry("plan", "gold"));
    assertThat(tokens.redeem(token)).isEqualTo(DeadReason.USED);
    assertThat(tokens.state(token)).isEqualTo(DeadReason.USED);
  }

  @Test
  void a_lost_answer_can_be_had_again_with_the_same_idempotency_key_only() throws Exception {
    Token token = tokens.mint();
    ConsumeToken.Outcome first = tokens.consume(token, "key-1");

    assertThat(tokens.consume(token, "key-1")).isEqualTo(first);
    assertThat(tokens.consume(token, "key-2")).satisfies(TokenLifeTest::isUsed);
    assertThat(tokens.consume(token)).satisfies(TokenLifeTest::isUsed);
  }

  /** And says whose it was. */
  private static void isUsed(ConsumeToken.Outcome outcome) {
    ConsumeToken.Refused refused = (ConsumeToken.Refused) outcome;
    assertThat(refused.reason()).isEqualTo(DeadReason.USED);
    assertThat(refused.request()).isPresent();
  }

  @Test
  void a_token_used_without_an_idempotency_key_cannot_be_had_again_with_any() throws Exception {
    Token token = tokens.mint();
    tokens.consume(token);

    assertThat(tokens.consume(token, "key-1")).satisfies(TokenLifeTest::isUsed);
  }

  @Test
  void a_withdrawn_token_is_unknown_but_a_used_one_stays_used() throws Exception {
    Token withdrawn = tokens.mint();
    Token used = tokens.mint();
    tokens.redeem(used);

    tokens.withdraw(withdrawn);
    tokens.withdraw(used);

    assertThat(tokens.state(withdrawn)).isEqualTo(DeadReason.UNKNOWN);
    assertThat(tokens.state(used)).isEqualTo(DeadReason.USED);
  }

  @Test
  void S6_another_app_sees_a_token_as_unknown() throws Exception {
    Token token = tokens.mint();
    AppId other = new AppId("other");

    assertThat(tokens.inspect(token, other))
        .isEqualTo(new InspectToken.Dead(DeadReason.UNKNOWN, Optional.empty()));
    assertThat(tokens.consume(token, other))
        .isEqualTo(new ConsumeToken.Refused(DeadReason.UNKNOWN, Optional.empty()));
    assertThat(tokens.state(token)).isEqualTo("live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"expires", "issued", "accepted", "account", "state"})
  void S3_a_record_that_lacks_or_garbles_a_field_is_refused(String field) throws Exception {
    Token garbled = tokens.mint();
    String key = tokens.keys("token").get(0);
    redis.command("HSET", key, field, "soon");
    if (!field.equals("account")) {
      assertThat(tokens.redeem(garbled)).isEqualTo(DeadReason.UNKNOWN);
    }
    redis.command("HDEL", key, field);
    assertThat(tokens.redeem(garbled)).isEqualTo(DeadReason.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "nan", "-1", "1e300"})
  void S3_a_record_whose_times_are_no_times_is_refused(String time) throws Exception {
    Token endless = tokens.mint();
    String key = tokens.keys("token").get(0);
    redis.command("HSET", key, "issued", time, "expires", "inf", "accepted", "inf");

    assertThat(tokens.redeem(endless)).isEqualTo(DeadReason.UNKNOWN);
  }

  @Test
  void S5_neither_token_nor_address_is_in_what_redis_holds() throws Exception {
    Token token = tokens.mint();

    for (String key : tokens.keys("")) {
      assertThat(key).doesNotContain(token.reveal()).doesNotContain("ann@", "account-1");
      if (key.contains(":token:")) {
        assertThat(redis.command("HGETALL", key).toString())
            .doesNotContain(token.reveal())
            .doesNotContain("ann@example.com")
            .doesNotContain("account-1")
            .doesNotContain("\"gold\"");
      }
    }
  }

  @Test
  void every_partition_mints_and_redeems_and_all_keys_of_a_token_share_its_tag() throws Exception {
    tokens.reopen("POSTKEY_REDIS_PARTITIONS", "16");
    for (int i = 0; i < 40; i++) {
      Subject subject = new Subject("account-" + i);
      MintToken.Outcome minted = tokens.mint(subject, tokens.request(), tokens.clock().now());
      assertThat(tokens.redeem(((MintToken.Minted) minted).token())).isEqualTo("consumed");
    }
    assertThat(tokens.keys("token").stream().map(key -> key.substring(0, 8)).distinct().count())
        .isGreaterThan(8);
  }
}

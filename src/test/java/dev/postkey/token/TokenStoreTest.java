package dev.postkey.token;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.redis.HeldClock;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Sealer;
import dev.postkey.redis.Store;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life and death of a token, by a clock that is held (design, section 3). */
class TokenStoreTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Subject ANN = new Subject("account-1");
  private static final EmailAddress ADDRESS = EmailAddress.parse("ann@example.com");
  private static final Duration TTL = Duration.ofMinutes(30);

  private final Vertx vertx = Vertx.vertx();
  private final Secrets secrets = Secrets.system();
  private HeldClock clock;
  private Config config;
  private Store store;
  private TokenStore tokens;

  @BeforeEach
  void open() {
    open("1");
  }

  private void open(String partitions, String... environment) {
    clock = clock == null ? new HeldClock(redis) : clock;
    List<String> variables = new ArrayList<>(List.of(environment));
    variables.addAll(List.of("POSTKEY_REDIS_PARTITIONS", partitions));
    config = Configs.of(redis.url(), variables.toArray(String[]::new));
    Partitions layout = new Partitions(config.redis().partitions());
    IndexKeys index = new IndexKeys(config.secrets().indexKey());
    Sealer sealer = new Sealer(config.secrets().sealKeys(), secrets);
    store = clock.store(vertx, config.redis(), layout, index);
    tokens = new TokenStore(store, layout, index, sealer, secrets);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private void reopen(String... environment) throws Exception {
    store.close().await(5, SECONDS);
    open("1", environment);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(5, SECONDS);
  }

  private Config.App app() {
    return config.app(AppId.DEFAULT);
  }

  private RequestId request() {
    return new RequestId(secrets.idIn(0, 1));
  }

  private MintToken.Outcome mint(RequestId request, Instant acceptedAt) throws Exception {
    return await(
        tokens.mint(
            new MintToken(
                request,
                AppId.DEFAULT,
                ANN,
                ADDRESS,
                Map.of("plan", "gold"),
                Optional.of(acceptedAt)),
            app()));
  }

  private Token mint() throws Exception {
    return ((MintToken.Minted) mint(request(), clock.now())).token();
  }

  private Object state(Token token) throws Exception {
    InspectToken.Outcome outcome = await(tokens.inspect(token, app()));
    return outcome instanceof InspectToken.Dead dead ? dead.reason() : "live";
  }

  private ConsumeToken.Outcome consume(Token token, String... idempotencyKey) throws Exception {
    return await(
        tokens.consume(
            new ConsumeToken(token, AppId.DEFAULT, List.of(idempotencyKey).stream().findFirst()),
            app()));
  }

  private Object redeem(Token token) throws Exception {
    ConsumeToken.Outcome outcome = consume(token);
    return outcome instanceof ConsumeToken.Refused refused ? refused.reason() : "consumed";
  }

  @Test
  void a_live_token_tells_whose_it_is_and_until_when() throws Exception {
    RequestId request = request();
    MintToken.Minted minted = (MintToken.Minted) mint(request, clock.now());

    InspectToken.Live live = (InspectToken.Live) await(tokens.inspect(minted.token(), app()));

    assertThat(live)
        .isEqualTo(
            new InspectToken.Live(
                AppId.DEFAULT, ANN, ADDRESS, request, clock.now(), clock.now().plus(TTL)));
    assertThat(minted.expiresAt()).isEqualTo(clock.now().plus(TTL));
  }

  @Test
  void S3_a_token_lives_to_the_last_millisecond_of_its_ttl_and_not_one_longer() throws Exception {
    Token token = mint();
    Instant end = clock.now().plus(TTL);

    clock.set(end.minusMillis(1));
    assertThat(state(token)).isEqualTo("live");
    clock.set(end);
    assertThat(state(token)).isEqualTo(DeadReason.EXPIRED);
    assertThat(redeem(token)).isEqualTo(DeadReason.EXPIRED);
    clock.set(end.plusMillis(1));
    assertThat(redeem(token)).isEqualTo(DeadReason.EXPIRED);
    clock.set(end.minusMillis(1));
    assertThat(redeem(token)).isEqualTo("consumed");
  }

  @Test
  void a_token_is_consumed_once_and_brings_its_data() throws Exception {
    Token token = mint();

    ConsumeToken.Consumed consumed = (ConsumeToken.Consumed) consume(token);

    assertThat(consumed.subject()).isEqualTo(ANN);
    assertThat(consumed.email()).isEqualTo(ADDRESS);
    assertThat(consumed.data()).containsExactly(Map.entry("plan", "gold"));
    assertThat(redeem(token)).isEqualTo(DeadReason.USED);
    assertThat(state(token)).isEqualTo(DeadReason.USED);
  }

  @Test
  void a_lost_answer_can_be_had_again_with_the_same_idempotency_key_only() throws Exception {
    Token token = mint();
    ConsumeToken.Outcome first = consume(token, "key-1");

    assertThat(consume(token, "key-1")).isEqualTo(first);
    assertThat(consume(token, "key-2")).isEqualTo(new ConsumeToken.Refused(DeadReason.USED));
    assertThat(consume(token)).isEqualTo(new ConsumeToken.Refused(DeadReason.USED));
  }

  @Test
  void a_token_used_without_an_idempotency_key_cannot_be_had_again_with_any() throws Exception {
    Token token = mint();
    consume(token);

    assertThat(consume(token, "key-1")).isEqualTo(new ConsumeToken.Refused(DeadReason.USED));
  }

  @Test
  void S6_another_app_sees_a_token_as_unknown() throws Exception {
    Token token = mint();
    Config.App other = config.app(new AppId("other"));

    assertThat(await(tokens.inspect(token, other)))
        .isEqualTo(new InspectToken.Dead(DeadReason.UNKNOWN));
    assertThat(await(tokens.consume(new ConsumeToken(token, other.id(), Optional.empty()), other)))
        .isEqualTo(new ConsumeToken.Refused(DeadReason.UNKNOWN));
    assertThat(state(token)).isEqualTo("live");
  }

  @Test
  void consuming_one_link_kills_the_others_of_the_account() throws Exception {
    Token first = mint();
    Token second = mint();
    clock.advance(Duration.ofSeconds(1));

    assertThat(redeem(second)).isEqualTo("consumed");

    assertThat(state(first)).isEqualTo(DeadReason.USED);
    assertThat(redeem(first)).isEqualTo(DeadReason.USED);
  }

  @Test
  void consuming_one_link_kills_those_of_the_same_millisecond_too() throws Exception {
    Token first = mint();
    Token second = mint();

    assertThat(redeem(second)).isEqualTo("consumed");

    assertThat(redeem(first)).isEqualTo(DeadReason.USED);
  }

  @Test
  void a_clock_that_jumps_back_brings_no_dead_link_to_life() throws Exception {
    Token used = mint();
    Token other = mint();
    Instant accepted = clock.now();
    clock.advance(Duration.ofSeconds(10));
    redeem(used);

    clock.set(accepted.minusSeconds(5));
    await(tokens.revoke(AppId.DEFAULT, ANN));

    assertThat(state(other)).isEqualTo(DeadReason.USED);
    assertThat(mint(request(), accepted)).isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void a_request_made_after_a_link_was_used_works() throws Exception {
    redeem(mint());
    clock.advance(Duration.ofSeconds(1));

    assertThat(redeem(mint())).isEqualTo("consumed");
  }

  @Test
  void revoking_kills_what_was_mailed_and_what_still_waits_to_be() throws Exception {
    Token mailed = mint();
    Instant accepted = clock.now();
    clock.advance(Duration.ofSeconds(1));

    await(tokens.revoke(AppId.DEFAULT, ANN));

    assertThat(state(mailed)).isEqualTo(DeadReason.REVOKED);
    assertThat(redeem(mailed)).isEqualTo(DeadReason.REVOKED);
    assertThat(mint(request(), accepted)).isInstanceOf(MintToken.Superseded.class);
    clock.advance(Duration.ofMillis(1));
    assertThat(redeem(mint())).isEqualTo("consumed");
  }

  @Test
  void what_was_accepted_in_the_millisecond_of_a_revocation_is_dead() throws Exception {
    Token token = mint();

    await(tokens.revoke(AppId.DEFAULT, ANN));

    assertThat(redeem(token)).isEqualTo(DeadReason.REVOKED);
    assertThat(mint(request(), clock.now())).isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void a_revoked_link_never_says_anything_else_later() throws Exception {
    Token token = mint();
    await(tokens.revoke(AppId.DEFAULT, ANN));
    clock.advance(Duration.ofSeconds(1));
    redeem(mint());
    clock.advance(TTL);

    assertThat(state(token)).isEqualTo(DeadReason.REVOKED);
  }

  @Test
  void with_newest_a_new_request_replaces_the_links_of_earlier_ones() throws Exception {
    reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    Token earlier = mint();
    clock.advance(Duration.ofSeconds(1));
    Token later = mint();

    assertThat(state(earlier)).isEqualTo(DeadReason.REPLACED);
    assertThat(redeem(later)).isEqualTo("consumed");
  }

  @Test
  void with_newest_another_attempt_of_the_same_request_replaces_nothing() throws Exception {
    reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    RequestId request = request();
    Instant accepted = clock.now();
    Token first = ((MintToken.Minted) mint(request, accepted)).token();
    clock.advance(Duration.ofSeconds(10));
    Token second = ((MintToken.Minted) mint(request, accepted)).token();

    assertThat(state(first)).isEqualTo("live");
    assertThat(state(second)).isEqualTo("live");
  }

  @Test
  void with_newest_an_older_request_that_comes_late_is_superseded() throws Exception {
    reopen("POSTKEY_TOKEN_OUTSTANDING", "newest");
    Instant early = clock.now();
    clock.advance(Duration.ofSeconds(1));
    mint();

    assertThat(mint(request(), early)).isInstanceOf(MintToken.Superseded.class);
  }

  @Test
  void a_withdrawn_token_is_unknown_but_a_used_one_stays_used() throws Exception {
    Token withdrawn = mint();
    Token used = mint();
    redeem(used);

    await(tokens.withdraw(withdrawn));
    await(tokens.withdraw(used));

    assertThat(state(withdrawn)).isEqualTo(DeadReason.UNKNOWN);
    assertThat(state(used)).isEqualTo(DeadReason.USED);
  }

  @Test
  void a_lower_ttl_shortens_the_links_that_are_out() throws Exception {
    Token token = mint();
    clock.advance(Duration.ofMinutes(11));

    reopen("POSTKEY_TOKEN_TTL", "10m");

    assertThat(redeem(token)).isEqualTo(DeadReason.EXPIRED);
  }

  @Test
  void what_a_lower_ttl_killed_stays_dead_when_the_ttl_rises_again() throws Exception {
    await(tokens.applyTtl(app()));
    Token old = mint();
    clock.advance(Duration.ofMinutes(11));
    Token young = mint();

    reopen("POSTKEY_TOKEN_TTL", "10m");
    await(tokens.applyTtl(app()));
    reopen("POSTKEY_TOKEN_TTL", "1h");
    await(tokens.applyTtl(app()));

    assertThat(redeem(old)).isEqualTo(DeadReason.EXPIRED);
    assertThat(state(young)).isEqualTo("live");
  }

  @Test
  void what_ran_out_under_a_lower_ttl_stays_dead_when_the_ttl_rises_again() throws Exception {
    await(tokens.applyTtl(app()));
    Token token = mint();
    clock.advance(Duration.ofMinutes(5));
    reopen("POSTKEY_TOKEN_TTL", "10m");
    await(tokens.applyTtl(app()));
    clock.advance(Duration.ofMinutes(6));
    assertThat(state(token)).isEqualTo(DeadReason.EXPIRED);

    reopen("POSTKEY_TOKEN_TTL", "1h");
    await(tokens.applyTtl(app()));

    assertThat(redeem(token)).isEqualTo(DeadReason.EXPIRED);
  }

  @Test
  void a_raised_ttl_lengthens_nothing_that_is_out() throws Exception {
    Token token = mint();
    reopen("POSTKEY_TOKEN_TTL", "1h");

    clock.advance(TTL);

    assertThat(state(token)).isEqualTo(DeadReason.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expires", "issued", "accepted", "account", "state"})
  void S3_a_record_that_lacks_or_garbles_a_field_is_refused(String field) throws Exception {
    Token garbled = mint();
    String key = keys("token").get(0);
    redis.command("HSET", key, field, "soon");
    if (!field.equals("account")) {
      assertThat(redeem(garbled)).isEqualTo(DeadReason.UNKNOWN);
    }
    redis.command("HDEL", key, field);
    assertThat(redeem(garbled)).isEqualTo(DeadReason.UNKNOWN);
  }

  @Test
  void a_dead_link_can_say_why_for_a_day() throws Exception {
    mint();

    long remaining = (Long) redis.command("PTTL", keys("token").get(0));

    assertThat(Duration.ofMillis(remaining))
        .isBetween(TTL.plus(Duration.ofHours(23)), TTL.plus(Duration.ofDays(1)));
  }

  @Test
  void S10_the_limit_counts_accounts_whatever_the_spelling_and_each_request_once()
      throws Exception {
    RequestId request = request();
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThat(mint(request, clock.now())).isInstanceOf(MintToken.Minted.class);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(mint(request(), clock.now())).isInstanceOf(MintToken.Minted.class);
    }
    RequestId sixth = request();

    assertThat(mint(sixth, clock.now())).isInstanceOf(MintToken.Limited.class);
    clock.advance(Duration.ofMinutes(12));
    assertThat(mint(sixth, clock.now())).isInstanceOf(MintToken.Limited.class);
    assertThat(mint(request(), clock.now())).isInstanceOf(MintToken.Minted.class);
    assertThat(mint(request(), clock.now())).isInstanceOf(MintToken.Limited.class);
  }

  @Test
  void S5_neither_token_nor_address_is_in_what_redis_holds() throws Exception {
    Token token = mint();

    for (String key : keys("")) {
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
    store.close().await(5, SECONDS);
    redis.command("FLUSHALL");
    clock.set(clock.now());
    open("16");
    for (int i = 0; i < 40; i++) {
      Subject subject = new Subject("account-" + i);
      MintToken command =
          new MintToken(
              request(), AppId.DEFAULT, subject, ADDRESS, Map.of(), Optional.of(clock.now()));
      MintToken.Minted minted = (MintToken.Minted) await(tokens.mint(command, app()));
      assertThat(redeem(minted.token())).isEqualTo("consumed");
    }
    assertThat(keys("token").stream().map(key -> key.substring(0, 8)).distinct().count())
        .isGreaterThan(8);
  }

  @SuppressWarnings("unchecked")
  private static List<String> keys(String kind) {
    return (List<String>) (List<?>) (List<Object>) redis.command("KEYS", "pk:*" + kind + "*");
  }
}

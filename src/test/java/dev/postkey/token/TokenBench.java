package dev.postkey.token;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.ConsumeToken;
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
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The tokens of one account on a real Redis, by a clock that is held, anew for each test. */
final class TokenBench implements BeforeEachCallback, AfterEachCallback {
  static final Subject ANN = new Subject("account-1");
  static final EmailAddress ADDRESS = EmailAddress.parse("ann@example.com");

  /** How long a link lives when no test says otherwise. */
  static final Duration TTL = Duration.ofMinutes(30);

  private final Vertx vertx = Vertx.vertx();
  private final Secrets secrets = Secrets.system();
  private final RedisServer redis;
  private HeldClock clock;
  private Config config;
  private Store store;
  private TokenStore tokens;

  TokenBench(RedisServer redis) {
    this.redis = redis;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    clock = new HeldClock(redis);
    open();
  }

  private void open(String... environment) {
    config = Configs.of(redis.url(), environment);
    Partitions layout = new Partitions(config.redis().partitions());
    Keyring keyring = Keyring.of(config.secrets());
    store = clock.store(vertx, config.redis(), layout, keyring.index());
    tokens = new TokenStore(store, layout, keyring);
  }

  /**
   * Goes on with the same data and time under another configuration.
   *
   * @param environment as in {@link Configs#of}
   */
  void reopen(String... environment) throws Exception {
    store.close().await(5, SECONDS);
    open(environment);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(5, SECONDS);
  }

  HeldClock clock() {
    return clock;
  }

  private Config.App app(AppId id) {
    return config.app(id);
  }

  /** A new request. */
  RequestId request() {
    return new RequestId(secrets.idIn(0, 1));
  }

  MintToken.Outcome mint(Subject subject, RequestId request, Instant acceptedAt) throws Exception {
    Map<String, String> data = Map.of("plan", "gold");
    MintToken command =
        new MintToken(
            request,
            AppId.DEFAULT,
            subject,
            ADDRESS,
            data,
            Optional.of(acceptedAt),
            Optional.empty());
    return await(tokens.mint(command, app(AppId.DEFAULT)));
  }

  MintToken.Outcome mint(RequestId request, Instant acceptedAt) throws Exception {
    return mint(ANN, request, acceptedAt);
  }

  /** Mints one for a request of this moment. */
  Token mint() throws Exception {
    return ((MintToken.Minted) mint(request(), clock.now())).token();
  }

  InspectToken.Outcome inspect(Token token, AppId app) throws Exception {
    return await(tokens.inspect(token, app(app)));
  }

  /** "live", or why it is not. */
  Object state(Token token) throws Exception {
    InspectToken.Outcome outcome = inspect(token, AppId.DEFAULT);
    return outcome instanceof InspectToken.Dead dead ? dead.reason() : "live";
  }

  ConsumeToken.Outcome consume(Token token, AppId app) throws Exception {
    return consume(token, app, Optional.empty());
  }

  ConsumeToken.Outcome consume(Token token, String idempotencyKey) throws Exception {
    return consume(token, AppId.DEFAULT, Optional.of(idempotencyKey));
  }

  ConsumeToken.Outcome consume(Token token) throws Exception {
    return consume(token, AppId.DEFAULT);
  }

  private ConsumeToken.Outcome consume(Token token, AppId app, Optional<String> idempotencyKey)
      throws Exception {
    return await(tokens.consume(new ConsumeToken(token, app, idempotencyKey), app(app)));
  }

  /** "consumed", or why it was not. */
  Object redeem(Token token) throws Exception {
    ConsumeToken.Outcome outcome = consume(token);
    return outcome instanceof ConsumeToken.Refused refused ? refused.reason() : "consumed";
  }

  /** Kills every link of the account. */
  /** Where the account's record is. */
  String accountKey() {
    IndexKeys index = Keyring.of(config.secrets()).index();
    return Partitions.account(0, index.account(AppId.DEFAULT, ANN));
  }

  void revoke() throws Exception {
    await(tokens.revoke(AppId.DEFAULT, ANN));
  }

  void withdraw(Token token) throws Exception {
    await(tokens.withdraw(token));
  }

  /** As a node does when it starts and when its configuration changes. */
  void applyTtl() throws Exception {
    await(tokens.applyTtl(app(AppId.DEFAULT)));
  }

  /** The keys in Redis that have {@code kind} in their names. */
  List<String> keys(String kind) {
    List<?> keys = (List<?>) redis.command("KEYS", "pk:*" + kind + "*");
    return keys.stream().map(String.class::cast).toList();
  }
}

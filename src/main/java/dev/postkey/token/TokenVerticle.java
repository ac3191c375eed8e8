package dev.postkey.token;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.Done;
import dev.postkey.bus.Fact;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.Unavailable;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.SealUse;
import dev.postkey.redis.Store;
import dev.postkey.redis.UnknownSealKey;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns tokens: mints them, looks at them, consumes them once, revokes them. */
public final class TokenVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(TokenVerticle.class);
  private static final long RETRY_MILLIS = 1_000;

  private final Bus bus;
  private final Supplier<Config> config;
  private final Keyring keyring;
  private Partitions partitions;
  private Store store;
  private TokenStore tokens;

  public TokenVerticle(Bus bus, Supplier<Config> config, Keyring keyring) {
    this.bus = bus;
    this.config = config;
    this.keyring = keyring;
  }

  @Override
  public Future<?> start() {
    Config.Redis redis = config.get().redis();
    partitions = new Partitions(redis.partitions());
    store = new Store(vertx, redis, partitions, keyring);
    tokens = new TokenStore(store, partitions, keyring);
    applyTtls();
    return Future.all(
        bus.serve(Addresses.MINT, this::mint),
        bus.serve(Addresses.WITHDRAW, this::withdraw),
        bus.serve(Addresses.INSPECT, this::inspect),
        Future.all(
            bus.serve(Addresses.CONSUME, this::consume),
            bus.serve(Addresses.REVOKE, this::revoke)));
  }

  @Override
  public Future<?> stop() {
    return store.close();
  }

  private Future<MintToken.Outcome> mint(MintToken command) {
    return tokens
        .mint(command, config.get().app(command.app()))
        .onSuccess(
            outcome -> {
              if (outcome instanceof MintToken.Minted minted) {
                bus.publish(
                    new Fact.TokenMinted(
                        command.request(),
                        command.app(),
                        command.email(),
                        minted.expiresAt(),
                        command.key()));
              }
            });
  }

  private Future<Done> withdraw(WithdrawToken command) {
    return tokens.withdraw(command.token()).map(new Done());
  }

  private Future<InspectToken.Outcome> inspect(InspectToken question) {
    return tokens
        .inspect(question.token(), config.get().app(question.app()))
        .recover(TokenVerticle::withoutKey);
  }

  private Future<ConsumeToken.Outcome> consume(ConsumeToken command) {
    return tokens
        .consume(command, config.get().app(command.app()))
        .recover(TokenVerticle::withoutKey)
        .onSuccess(outcome -> bus.publish(fact(command, outcome)));
  }

  /** A key that is missing can come back, so its absence is no broken record but an outage. */
  private static <T> Future<T> withoutKey(Throwable error) {
    if (error instanceof UnknownSealKey) {
      log.error("seal_key_missing what=token reason=\"{}\"", error.getMessage());
      return Future.failedFuture(new Unavailable(error.getMessage()));
    }
    return Future.failedFuture(error);
  }

  private static Fact fact(ConsumeToken command, ConsumeToken.Outcome outcome) {
    if (outcome instanceof ConsumeToken.Consumed consumed) {
      return new Fact.TokenConsumed(consumed.request(), consumed.app(), consumed.email());
    }
    ConsumeToken.Refused refused = (ConsumeToken.Refused) outcome;
    return new Fact.TokenRefused(refused.request(), command.app(), refused.reason());
  }

  private Future<Done> revoke(RevokeTokens command) {
    return tokens
        .revoke(command.app(), command.subject())
        .map(new Done())
        .onSuccess(done -> bus.publish(new Fact.LinksRevoked(command.app(), command.subject())));
  }

  /** Tells Redis the TTLs in force, as soon as it can be reached. */
  private void applyTtls() {
    Future<Void> applied = Future.succeededFuture();
    for (Config.App app : config.get().apps().values()) {
      applied = applied.compose(done -> tokens.applyTtl(app));
    }
    applied
        .onSuccess(done -> lookForMissingKeys())
        .onFailure(error -> vertx.setTimer(RETRY_MILLIS, id -> applyTtls()));
  }

  /** Better told at the start than when somebody comes with a link. */
  private void lookForMissingKeys() {
    SealUse.count(store, partitions)
        .onSuccess(
            found ->
                found.values().stream()
                    .filter(use -> !keyring.sealer().opens(use.keyId()))
                    .forEach(
                        use ->
                            log.error(
                                "seal_key_missing key={} records={} advice=\"put it back into"
                                    + " secrets.seal-keys; nothing is lost\"",
                                use.keyId(),
                                use.total())))
        .onFailure(error -> log.info("seal_keys_unchecked reason=\"{}\"", error.getMessage()));
  }
}

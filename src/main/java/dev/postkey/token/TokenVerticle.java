package dev.postkey.token;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.Done;
import dev.postkey.bus.Fact;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** Owns tokens: mints them, looks at them, consumes them once, revokes them. */
public final class TokenVerticle extends VerticleBase {
  private static final long RETRY_MILLIS = 1_000;

  private final Bus bus;
  private final Supplier<Config> config;
  private final Keyring keyring;
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
    Partitions partitions = new Partitions(redis.partitions());
    store = new Store(vertx, redis, partitions, keyring.index());
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
    return tokens.inspect(question.token(), config.get().app(question.app()));
  }

  private Future<ConsumeToken.Outcome> consume(ConsumeToken command) {
    return tokens
        .consume(command, config.get().app(command.app()))
        .onSuccess(outcome -> bus.publish(fact(command, outcome)));
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
    applied.onFailure(error -> vertx.setTimer(RETRY_MILLIS, id -> applyTtls()));
  }
}

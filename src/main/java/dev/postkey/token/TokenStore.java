package dev.postkey.token;

import dev.postkey.bus.ConsumeToken;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Rate;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.KeyedHash;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Script;
import dev.postkey.redis.Sealer;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tokens and account records in Redis: one method, one script. */
final class TokenStore {
  /** How long a dead token can say why it is dead. */
  private static final Duration TOMBSTONE = Duration.ofDays(1);

  /** How long a request is remembered as counted: longer than any job lives. */
  private static final Duration COUNTED = Duration.ofHours(25);

  private static final Script MINT = Script.load("mint", "gcra", "token");
  private static final Script INSPECT = Script.load("inspect", "token");
  private static final Script CONSUME = Script.load("consume", "token");
  private static final Script WITHDRAW = Script.load("withdraw");
  private static final Script REVOKE = Script.load("revoke", "token");
  private static final Script APPLY_TTL = Script.load("apply-ttl");

  private final Store store;
  private final Partitions partitions;
  private final IndexKeys index;
  private final Sealer sealer;
  private final Secrets secrets;

  TokenStore(Store store, Partitions partitions, Keyring keyring) {
    this.store = store;
    this.partitions = partitions;
    this.index = keyring.index();
    this.sealer = keyring.sealer();
    this.secrets = keyring.secrets();
  }

  Future<MintToken.Outcome> mint(MintToken command, Config.App app) {
    KeyedHash account = index.account(app.id(), command.subject());
    int partition = partitions.of(account);
    Token token = Token.parse(secrets.tokenIn(partition, partitions.count())).orElseThrow();
    KeyedHash hash = index.token(token);
    Rate limit = app.limits().perAccount();
    String sealed =
        sealer.seal(
            place(app.id(), hash),
            new SealedAccount(command.subject(), command.email(), command.data()).toJson());
    return store
        .runDurably(
            MINT,
            List.of(
                Partitions.token(partition, hash),
                Partitions.account(partition, account),
                Partitions.limit(partition, account),
                Partitions.counted(partition, command.request().value()),
                Partitions.limit(partition, recipient(app.id(), command.email()))),
            app.id(),
            account.text(),
            command.request(),
            command.acceptedAt().map(at -> String.valueOf(at.toEpochMilli())).orElse(""),
            app.token().ttl().toMillis(),
            app.token().outstanding().name().toLowerCase(Locale.ROOT),
            limit.intervalMicros(),
            limit.count(),
            TOMBSTONE.toMillis(),
            COUNTED.toMillis(),
            sealed,
            app.accounts().isConnector() ? limit.intervalMicros() : 0)
        .map(reply -> minted(reply, token));
  }

  /** Counted where the account is, so apart in each partition. */
  private KeyedHash recipient(AppId app, EmailAddress email) {
    return index.limit("recipient", app + "|" + email.key());
  }

  private static MintToken.Outcome minted(Reply reply, Token token) {
    String verdict = reply.text(0);
    if (verdict.equals("minted")) {
      return new MintToken.Minted(token, instant(reply.number(1)), instant(reply.number(2)));
    }
    return verdict.equals("limited") ? new MintToken.Limited() : new MintToken.Superseded();
  }

  Future<InspectToken.Outcome> inspect(Token token, Config.App app) {
    int partition = token.partition(partitions.count());
    KeyedHash hash = index.token(token);
    return store
        .run(
            INSPECT,
            List.of(Partitions.token(partition, hash), Partitions.app(partition, app.id().value())),
            app.id(),
            app.token().ttl().toMillis(),
            Partitions.accountPrefix(partition))
        .map(reply -> inspected(reply, app.id(), hash));
  }

  private InspectToken.Outcome inspected(Reply reply, AppId app, KeyedHash hash) {
    Optional<DeadReason> dead = dead(reply, "live");
    if (dead.isPresent()) {
      return new InspectToken.Dead(dead.get(), request(reply));
    }
    SealedAccount account = open(app, hash, reply.text(4));
    return new InspectToken.Live(
        app,
        account.subject(),
        account.email(),
        new RequestId(reply.text(1)),
        instant(reply.number(2)),
        instant(reply.number(3)));
  }

  /**
   * Looks first: a live token that says nothing legible of its account must not be used up for
   * nothing (requirement S12). What was legible stays so, since a record's seal never changes.
   */
  Future<ConsumeToken.Outcome> consume(ConsumeToken command, Config.App app) {
    return inspect(command.token(), app).compose(legible -> use(command, app));
  }

  private Future<ConsumeToken.Outcome> use(ConsumeToken command, Config.App app) {
    int partition = command.token().partition(partitions.count());
    KeyedHash hash = index.token(command.token());
    return store
        .runDurably(
            CONSUME,
            List.of(Partitions.token(partition, hash), Partitions.app(partition, app.id().value())),
            app.id(),
            app.token().ttl().toMillis(),
            Partitions.accountPrefix(partition),
            command.idempotencyKey().map(key -> idempotency(app.id(), key)).orElse(""))
        .map(reply -> consumed(reply, app.id(), hash));
  }

  private ConsumeToken.Outcome consumed(Reply reply, AppId app, KeyedHash hash) {
    Optional<DeadReason> dead = dead(reply, "consumed");
    if (dead.isPresent()) {
      return new ConsumeToken.Refused(dead.get(), request(reply));
    }
    SealedAccount account = open(app, hash, reply.text(3));
    return new ConsumeToken.Consumed(
        app,
        account.subject(),
        account.email(),
        new RequestId(reply.text(1)),
        instant(reply.number(2)),
        account.data());
  }

  Future<Void> withdraw(Token token) {
    int partition = token.partition(partitions.count());
    return store.run(WITHDRAW, List.of(Partitions.token(partition, index.token(token)))).mapEmpty();
  }

  Future<Void> revoke(AppId app, Subject subject) {
    KeyedHash account = index.account(app, subject);
    int partition = partitions.of(account);
    return store.runDurably(REVOKE, List.of(Partitions.account(partition, account))).mapEmpty();
  }

  /** Puts the app's TTL in force, in every partition. Links that it has killed stay dead. */
  Future<Void> applyTtl(Config.App app) {
    Future<Void> applied = Future.succeededFuture();
    for (int partition = 0; partition < partitions.count(); partition++) {
      String key = Partitions.app(partition, app.id().value());
      applied =
          applied.compose(
              done -> store.run(APPLY_TTL, List.of(key), app.token().ttl().toMillis()).mapEmpty());
    }
    return applied;
  }

  private String idempotency(AppId app, String key) {
    return index.idempotency("consume|" + app, key).text();
  }

  private SealedAccount open(AppId app, KeyedHash hash, String sealed) {
    return SealedAccount.fromJson(sealer.open(place(app, hash), sealed));
  }

  private static Sealer.Place place(AppId app, KeyedHash hash) {
    return new Sealer.Place(app, "token", hash.text());
  }

  /** Why the token is dead, or nothing when the script said {@code alive}. */
  private static Optional<DeadReason> dead(Reply reply, String alive) {
    if (reply.isNil()) {
      return Optional.of(DeadReason.UNKNOWN);
    }
    String verdict = reply.text(0);
    return verdict.equals(alive)
        ? Optional.empty()
        : Optional.of(DeadReason.valueOf(verdict.toUpperCase(Locale.ROOT)));
  }

  /** Whose token it is that is dead. */
  private static Optional<RequestId> request(Reply dead) {
    return dead.isNil() ? Optional.empty() : RequestId.parse(dead.text(1));
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}

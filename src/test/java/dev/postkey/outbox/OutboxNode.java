package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.Done;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import dev.postkey.model.Token;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Sealer;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A node with an outbox and nothing else: a test says what it is answered by the others. */
final class OutboxNode {
  static final SendMail.Outcome TAKEN = new SendMail.Sent("relay:25", 250);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final Facts facts = new Facts(bus);
  private final Secrets secrets = Secrets.system();
  private final Queue<SendMail> mails = new ConcurrentLinkedQueue<>();
  private final RedisServer redis;
  private final Config config;

  private OutboxNode(RedisServer redis, String... environment) {
    List<String> variables =
        new ArrayList<>(
            List.of("POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms", "POSTKEY_OUTBOX_LEASE", "1s"));
    variables.addAll(List.of(environment));
    this.redis = redis;
    this.config = Configs.of(redis.url(), variables.toArray(String[]::new));
  }

  /**
   * Starts one whose accounts are all known and whose tokens can always be had.
   *
   * @param relay what becomes of each mail
   * @param environment as in {@link Configs#of}
   */
  static OutboxNode start(
      RedisServer redis, Function<SendMail, Future<SendMail.Outcome>> relay, String... environment)
      throws Exception {
    OutboxNode node = new OutboxNode(redis, environment);
    Future.all(
            node.bus.serve(
                Addresses.FIND_ACCOUNT,
                question -> Future.succeededFuture(new FindAccount.Found(question.hint()))),
            node.bus.serve(Addresses.MINT, command -> Future.succeededFuture(node.minted())),
            node.bus.serve(
                Addresses.WITHDRAW, (WithdrawToken command) -> Future.succeededFuture(new Done())),
            node.bus.serve(
                Addresses.SEND,
                mail -> {
                  node.mails.add(mail);
                  return relay.apply(mail);
                }))
        .await(5, SECONDS);
    node.vertx
        .deployVerticle(
            new OutboxVerticle(node.bus, () -> node.config, Keyring.of(node.config.secrets())))
        .await(5, SECONDS);
    return node;
  }

  private MintToken.Minted minted() {
    Instant now = Instant.now();
    return new MintToken.Minted(
        Token.parse(secrets.tokenUrlsafe()).orElseThrow(), now, now.plusSeconds(1800));
  }

  Sealer sealer() {
    return Keyring.of(config.secrets()).sealer();
  }

  Facts facts() {
    return facts;
  }

  /** Every mail that was handed over so far. */
  List<SendMail> mails() {
    return List.copyOf(mails);
  }

  RequestId accept(String email) throws Exception {
    AcceptRequest request =
        new AcceptRequest(
            AppId.DEFAULT,
            EmailAddress.parse(email),
            Optional.empty(),
            Optional.empty(),
            Locale.ENGLISH,
            Map.of(),
            Optional.empty());
    return ((AcceptRequest.Accepted) bus.ask(Addresses.ACCEPT, request).await(5, SECONDS))
        .request();
  }

  TellStory.Story story(RequestId request) throws Exception {
    return (TellStory.Story)
        bus.ask(Addresses.STORY, new TellStory(request, AppId.DEFAULT)).await(5, SECONDS);
  }

  String jobKey(RequestId request) {
    int partitions = config.redis().partitions();
    return Partitions.job(request.partition(partitions), request.value());
  }

  /** Makes a job due now, and before all others. */
  void makeDue(RequestId request) {
    int partition = request.partition(config.redis().partitions());
    redis.command("ZADD", Partitions.due(partition), "0", request.value());
  }

  /** Stops it as a node is stopped: attempts under way come to their end. */
  void close() throws Exception {
    vertx.close().await(10, SECONDS);
  }
}

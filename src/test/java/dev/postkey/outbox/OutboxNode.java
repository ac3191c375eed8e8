package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.Done;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.ListDeadLetters;
import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.bus.MailRoom;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.PurgeDeadLetter;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Sealer;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A node with an outbox and nothing else, on a real Redis: a test says what it is answered by the
 * others. As long as it says nothing, every account is known, tokens can always be had and the
 * relay takes every mail.
 *
 * <p>Registered as an extension, it is closed after each test.
 */
final class OutboxNode implements AfterEachCallback {
  static final SendMail.Outcome TAKEN = new SendMail.Sent("relay:25", 250);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final Secrets secrets = Secrets.system();
  private final RedisServer redis;
  private Config config;
  private String deployment;

  /** What was announced. */
  final Facts facts = new Facts(bus);

  /** Every mail that was handed over so far, in order. */
  final List<SendMail> mails = new CopyOnWriteArrayList<>();

  /** Every token that was taken back so far, in order. */
  final List<Token> withdrawn = new CopyOnWriteArrayList<>();

  /** Every waypoint that was passed so far, in order. */
  final List<Waypoint> waypoints = new CopyOnWriteArrayList<>();

  /** What a look at a token shows. */
  volatile Function<InspectToken, Future<InspectToken.Outcome>> looks =
      question -> Future.succeededFuture(live(Duration.ofMinutes(30)));

  /** What is done when mails are called back. */
  volatile Runnable recalled = () -> {};

  /** How many mails there is room for. */
  volatile int room = 32;

  /** How often that was asked. */
  final AtomicInteger roomAsked = new AtomicInteger();

  /** Whose account an address is. */
  volatile Function<FindAccount, Future<FindAccount.Outcome>> accounts =
      question -> Future.succeededFuture(new FindAccount.Found(question.hint()));

  /** What comes of a wish for a token. */
  volatile Function<MintToken, Future<MintToken.Outcome>> minter =
      command -> Future.succeededFuture(minted());

  /** What becomes of each mail, which {@link #mails} has already. */
  volatile Function<SendMail, Future<SendMail.Outcome>> relay =
      mail -> Future.succeededFuture(TAKEN);

  OutboxNode(RedisServer redis) {
    this.redis = redis;
  }

  private Future<MailRoom.Room> room(MailRoom question) {
    roomAsked.incrementAndGet();
    return Future.succeededFuture(new MailRoom.Room(room));
  }

  /** A token that lives for so long in all. */
  static InspectToken.Live live(Duration ttl) {
    Instant now = Instant.now();
    return new InspectToken.Live(
        AppId.DEFAULT,
        new Subject("ann"),
        EmailAddress.parse("ann@example.com"),
        new RequestId("A".repeat(RequestId.LENGTH)),
        now,
        now.plus(ttl));
  }

  /** What the mail verticle asks when a mail's turn has come. */
  Future<ClearToSend.Outcome> clear(SendMail mail) {
    return bus.ask(Addresses.CLEAR, new ClearToSend(mail.request(), mail.claim()));
  }

  private MintToken.Minted minted() {
    Instant now = Instant.now();
    return new MintToken.Minted(
        Token.parse(secrets.tokenUrlsafe()).orElseThrow(), now, now.plusSeconds(1800));
  }

  /**
   * Starts it, with retries that come soon and a lease of a second.
   *
   * @param environment as in {@link Configs#of}
   */
  void start(String... environment) throws Exception {
    List<String> variables =
        new ArrayList<>(
            List.of("POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms", "POSTKEY_OUTBOX_LEASE", "1s"));
    variables.addAll(List.of(environment));
    config = oneApp(Configs.of(redis.url(), variables.toArray(String[]::new)));
    playTheOthers();
    vertx
        .deployVerticle(new DeadLetterVerticle(bus, () -> config, Keyring.of(config.secrets())))
        .await(5, SECONDS);
    deploy();
  }

  private static Config oneApp(Config all) {
    return new Config(
        all.http(),
        all.management(),
        all.redis(),
        all.smtp(),
        all.outbox(),
        all.journal(),
        all.secrets(),
        Map.of(AppId.DEFAULT, all.app(AppId.DEFAULT)));
  }

  private void deploy() throws Exception {
    deployment =
        vertx
            .deployVerticle(
                new OutboxVerticle(bus, () -> config, Keyring.of(config.secrets()), waypoints::add))
            .await(5, SECONDS);
  }

  /** Stops it and starts it again. */
  void restart() throws Exception {
    undeploy().await(10, SECONDS);
    deploy();
  }

  private void playTheOthers() throws Exception {
    Future.all(
            bus.serve(Addresses.FIND_ACCOUNT, question -> accounts.apply(question)),
            bus.serve(Addresses.MINT, command -> minter.apply(command)),
            bus.serve(Addresses.INSPECT, question -> looks.apply(question)),
            bus.serve(Addresses.ROOM, this::room),
            bus.serve(
                Addresses.RECALL,
                command -> {
                  recalled.run();
                  return Future.succeededFuture(new Done());
                }),
            bus.serve(
                Addresses.SEND,
                mail -> {
                  mails.add(mail);
                  return relay.apply(mail);
                }),
            bus.serve(
                Addresses.WITHDRAW,
                (WithdrawToken command) -> {
                  withdrawn.add(command.token());
                  return Future.succeededFuture(new Done());
                }))
        .await(5, SECONDS);
  }

  /** A request with everything in it that an application can say about the mail. */
  static AcceptRequest asking(String email) {
    return asking(email, Optional.empty());
  }

  /** As {@link #asking(String)}, with an idempotency key. */
  static AcceptRequest asking(String email, AcceptRequest.Idempotency idempotency) {
    return asking(email, Optional.of(idempotency));
  }

  private static AcceptRequest asking(
      String email, Optional<AcceptRequest.Idempotency> idempotency) {
    return new AcceptRequest(
        AppId.DEFAULT,
        Optional.of("shop"),
        EmailAddress.parse(email),
        Optional.empty(),
        Optional.of("Ann"),
        Locale.GERMAN,
        Map.of("plan", "gold"),
        idempotency);
  }

  /** An account that has this address, as its source tells it. */
  static FindAccount.Found found(String email) {
    return new FindAccount.Found(
        FindAccount.Account.said(
            EmailAddress.parse(email),
            Optional.empty(),
            Optional.empty(),
            Locale.ENGLISH,
            Map.of()));
  }

  /** A mail that did not get through; the relay quotes the recipient. */
  static SendMail.Failed failure(SendMail.Kind kind, int code) {
    return new SendMail.Failed(
        kind,
        kind.name().toLowerCase(Locale.ROOT),
        SendMail.Stage.RECIPIENT,
        Optional.of(code),
        Optional.of("ann said no"));
  }

  AcceptRequest.Outcome ask(AcceptRequest request) throws Exception {
    return bus.ask(Addresses.ACCEPT, request).await(5, SECONDS);
  }

  RequestId accept(AcceptRequest request) throws Exception {
    return ((AcceptRequest.Accepted) ask(request)).request();
  }

  RequestId accept(String email) throws Exception {
    return accept(asking(email));
  }

  /** Accepts many at once, in their order. */
  void acceptAll(List<String> emails) throws Exception {
    int atOnce = config.redis().maxPending() / 8;
    for (int from = 0; from < emails.size(); from += atOnce) {
      List<String> some = emails.subList(from, Math.min(emails.size(), from + atOnce));
      Future.all(some.stream().map(email -> bus.ask(Addresses.ACCEPT, asking(email))).toList())
          .await(60, SECONDS);
    }
  }

  ReplayDeadLetter.Outcome replay(RequestId request) throws Exception {
    return bus.ask(Addresses.REPLAY, new ReplayDeadLetter(request)).await(5, SECONDS);
  }

  PurgeDeadLetter.Outcome purge(RequestId request) throws Exception {
    return bus.ask(Addresses.PURGE, new PurgeDeadLetter(request)).await(5, SECONDS);
  }

  List<DeadLetter> deadLetters() throws Exception {
    return deadLetters(100);
  }

  /** All of them, so many a page. */
  List<DeadLetter> deadLetters(int page) throws Exception {
    return deadLetters(Optional.empty(), page);
  }

  List<DeadLetter> deadLetters(Optional<String> reason) throws Exception {
    return deadLetters(reason, 100);
  }

  private List<DeadLetter> deadLetters(Optional<String> reason, int page) throws Exception {
    List<DeadLetter> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ListDeadLetters question = new ListDeadLetters(Optional.empty(), reason, page, cursor);
      ListDeadLetters.Page answer = bus.ask(Addresses.DEAD_LETTERS, question).await(5, SECONDS);
      assertThat(answer.letters().size()).isLessThanOrEqualTo(page);
      all.addAll(answer.letters());
      cursor = answer.next();
    } while (cursor.isPresent());
    return all;
  }

  TellStory.Outcome story(RequestId request, AppId app) throws Exception {
    return bus.ask(Addresses.STORY, new TellStory(request, app)).await(5, SECONDS);
  }

  TellStory.Story story(RequestId request) throws Exception {
    return (TellStory.Story) story(request, AppId.DEFAULT);
  }

  /** Waits until so many mails were handed over, whatever became of them. */
  void awaitMails(int count) throws Exception {
    Eventually.holds(count + " mails", () -> mails.size() >= count);
  }

  Sealer sealer() {
    return Keyring.of(config.secrets()).sealer();
  }

  String jobKey(RequestId request) {
    return Partitions.job(partition(request), request.value());
  }

  /** Makes a job due now, and before all others. */
  void makeDue(RequestId request) {
    redis.command("ZADD", Partitions.due(partition(request)), "0", request.value());
  }

  /** Has a job claimed once more, as if the lease of the first claim had ended. */
  void claimAgain(RequestId request) throws Exception {
    String claims = (String) redis.command("HGET", jobKey(request), "claims");
    // Again and again, since its first worker renews the lease; but never once it is claimed.
    String makeDue =
        "if redis.call('HGET', KEYS[1], 'claims') ~= ARGV[1] then return 1 end"
            + " redis.call('ZADD', KEYS[2], 0, ARGV[2]) return 0";
    String due = Partitions.due(partition(request));
    Eventually.holds(
        "the job is claimed again",
        () ->
            redis
                .command("EVAL", makeDue, "2", jobKey(request), due, claims, request.value())
                .equals(1L));
  }

  private int partition(RequestId request) {
    return request.partition(config.redis().partitions());
  }

  /** Stops the outbox as a shutdown does, without waiting for it. */
  Future<Void> undeploy() {
    return vertx.undeploy(deployment);
  }

  /** Attempts under way come to their end. */
  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    vertx.close().await(10, SECONDS);
  }
}

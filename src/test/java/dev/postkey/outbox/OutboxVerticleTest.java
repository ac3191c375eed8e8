package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.Done;
import dev.postkey.bus.Fact;
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
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Sealer;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The outbox on a real Redis; the verticles it asks are answered here. */
class OutboxVerticleTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final SendMail.Outcome TAKEN = new SendMail.Sent("relay:25", 250);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final Facts facts = new Facts(bus);
  private final Secrets secrets = Secrets.system();
  private final Queue<SendMail> mails = new ConcurrentLinkedQueue<>();
  private final Queue<Token> withdrawn = new ConcurrentLinkedQueue<>();
  private Config config;
  private String deployment;
  private Function<FindAccount, Future<FindAccount.Outcome>> accounts =
      question -> Future.succeededFuture(new FindAccount.Found(question.hint()));
  private Function<MintToken, Future<MintToken.Outcome>> minter =
      command -> Future.succeededFuture(minted());
  private Function<SendMail, Future<SendMail.Outcome>> relay =
      mail -> Future.succeededFuture(TAKEN);

  private MintToken.Minted minted() {
    Instant now = Instant.now();
    return new MintToken.Minted(
        Token.parse(secrets.tokenUrlsafe()).orElseThrow(), now, now.plusSeconds(1800));
  }

  private void start(String... environment) throws Exception {
    serveOthers();
    deploy(environment);
  }

  private void serveOthers() throws Exception {
    Future.all(
            bus.serve(Addresses.FIND_ACCOUNT, question -> accounts.apply(question)),
            bus.serve(Addresses.MINT, command -> minter.apply(command)),
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

  private void deploy(String... environment) throws Exception {
    List<String> variables =
        new ArrayList<>(
            List.of("POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms", "POSTKEY_OUTBOX_LEASE", "1s"));
    variables.addAll(List.of(environment));
    config = Configs.of(redis.url(), variables.toArray(String[]::new));
    deployment = vertx.deployVerticle(outbox(bus, config)).await(5, SECONDS);
  }

  private OutboxVerticle outbox(Bus own, Config own2) {
    IndexKeys index = new IndexKeys(own2.secrets().indexKey());
    Sealer sealer = new Sealer(own2.secrets().sealKeys(), secrets);
    return new OutboxVerticle(own, () -> own2, index, sealer, secrets);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private static AcceptRequest asking(String email) {
    return asking(email, Optional.empty());
  }

  private static AcceptRequest asking(
      String email, Optional<AcceptRequest.Idempotency> idempotency) {
    return new AcceptRequest(
        AppId.DEFAULT,
        EmailAddress.parse(email),
        Optional.empty(),
        Optional.of("Ann"),
        Locale.GERMAN,
        Map.of("plan", "gold"),
        idempotency);
  }

  private AcceptRequest.Outcome ask(AcceptRequest request) throws Exception {
    return bus.ask(Addresses.ACCEPT, request).await(5, SECONDS);
  }

  private RequestId accept(String email) throws Exception {
    return ((AcceptRequest.Accepted) ask(asking(email))).request();
  }

  /** A request that has been waiting for an hour when its first attempt begins. */
  private void acceptLongAgo(String email) throws Exception {
    Promise<FindAccount.Outcome> found = Promise.promise();
    Function<FindAccount, Future<FindAccount.Outcome>> usual = accounts;
    accounts = question -> found.future();
    RequestId request = accept(email);
    long hourAgo = Instant.now().minusSeconds(3600).toEpochMilli();
    redis.command("HSET", jobKey(request), "accepted", String.valueOf(hourAgo));
    accounts = usual;
    found.complete(new FindAccount.Found(account(email)));
  }

  private static FindAccount.Account account(String email) {
    EmailAddress address = EmailAddress.parse(email);
    return new FindAccount.Account(
        new Subject(address.key()), address, Optional.empty(), Locale.ENGLISH, Map.of());
  }

  private TellStory.Story story(RequestId request) throws Exception {
    return (TellStory.Story)
        bus.ask(Addresses.STORY, new TellStory(request, AppId.DEFAULT)).await(5, SECONDS);
  }

  private String jobKey(RequestId request) {
    int partitions = config.redis().partitions();
    return Partitions.job(request.partition(partitions), request.value());
  }

  @Test
  void an_accepted_request_becomes_one_mail_with_all_that_was_said() throws Exception {
    start();

    RequestId request = accept("ann@example.com");
    Fact.MailSent sent = facts.await(Fact.MailSent.class);

    assertThat(sent.request()).isEqualTo(request);
    assertThat(sent.attempt()).isEqualTo(1);
    assertThat(mails).hasSize(1);
    SendMail mail = mails.element();
    assertThat(mail.to()).isEqualTo(EmailAddress.parse("ann@example.com"));
    assertThat(mail.name()).contains("Ann");
    assertThat(mail.locale()).isEqualTo(Locale.GERMAN);
    assertThat(mail.data()).containsExactly(Map.entry("plan", "gold"));
    TellStory.Story story = story(request);
    assertThat(story.state()).isEqualTo("sent");
    assertThat(story.lastReplyCode()).contains(250);
    assertThat(story.endedAt()).isPresent();
  }

  @Test
  void an_unknown_address_ends_without_a_mail() throws Exception {
    accounts = question -> Future.succeededFuture(new FindAccount.Unknown());
    start();

    RequestId request = accept("nobody@example.com");

    assertThat(facts.await(Fact.RequestEnded.class).reason()).isEqualTo("unknown-account");
    assertThat(mails).isEmpty();
    assertThat(story(request).reason()).contains("unknown-account");
  }

  @Test
  void S10_the_sixth_request_of_an_hour_is_accepted_alike_and_ends_limited() throws Exception {
    start();
    for (int i = 0; i < 5; i++) {
      accept("Ann@Example.com");
    }
    RequestId sixth = accept("ann@example.COM");

    assertThat(facts.await(Fact.RequestEnded.class))
        .isEqualTo(new Fact.RequestEnded(sixth, AppId.DEFAULT, "limited"));
    facts.await(Fact.MailSent.class, 5);
    assertThat(mails).hasSize(5);
  }

  @Test
  void a_superseded_request_ends_without_a_mail() throws Exception {
    minter = command -> Future.succeededFuture(new MintToken.Superseded());
    start();
    accept("ann@example.com");

    assertThat(facts.await(Fact.RequestEnded.class).reason()).isEqualTo("superseded");
    assertThat(mails).isEmpty();
  }

  @Test
  void a_temporary_failure_is_tried_again_with_a_new_token_and_the_old_one_is_taken_back()
      throws Exception {
    relay =
        mail ->
            Future.succeededFuture(
                mails.size() < 3 ? failure(SendMail.Kind.TEMPORARY, 451) : TAKEN);
    start();

    RequestId request = accept("ann@example.com");
    Fact.MailSent sent = facts.await(Fact.MailSent.class);

    assertThat(sent.attempt()).isEqualTo(3);
    List<Token> tokens = mails.stream().map(SendMail::token).toList();
    assertThat(withdrawn).containsExactlyElementsOf(tokens.subList(0, 2));
    assertThat(story(request).attempts())
        .extracting(TellStory.Attempt::result)
        .containsExactly("temporary", "temporary", "sent");
  }

  private static SendMail.Failed failure(SendMail.Kind kind, int code) {
    return new SendMail.Failed(
        kind, kind.name().toLowerCase(Locale.ROOT), Optional.of(code), Optional.of("ann said no"));
  }

  @Test
  void a_permanent_failure_is_a_dead_letter_that_keeps_its_request_sealed() throws Exception {
    relay = mail -> Future.succeededFuture(failure(SendMail.Kind.PERMANENT, 550));
    start();

    RequestId request = accept("ann@example.com");
    Fact.MailDied died = facts.await(Fact.MailDied.class);

    assertThat(died.replyCode()).contains(550);
    assertThat(story(request).state()).isEqualTo("dead");
    assertThat(redis.command("ZSCORE", Partitions.dead(0), request.value())).isNotNull();
    assertThat(redis.command("ZSCORE", Partitions.due(0), request.value())).isNull();
    assertThat(redis.command("HGETALL", jobKey(request)).toString())
        .contains("sealed")
        .doesNotContain("ann@", "ann said");
    assertThat(mails).hasSize(1);
  }

  @Test
  void two_unknown_outcomes_are_a_dead_letter_and_no_token_is_taken_back() throws Exception {
    relay = mail -> Future.succeededFuture(failure(SendMail.Kind.UNKNOWN, 0));
    start();
    accept("ann@example.com");

    assertThat(facts.await(Fact.MailDied.class).reason()).isEqualTo("outcome-unknown");
    assertThat(mails).hasSize(2);
    assertThat(withdrawn).isEmpty();
  }

  @Test
  void a_relay_at_fault_does_not_charge_the_message() throws Exception {
    relay =
        mail ->
            Future.succeededFuture(mails.size() < 4 ? failure(SendMail.Kind.RELAY, 421) : TAKEN);
    start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1s");
    acceptLongAgo("ann@example.com");

    assertThat(facts.await(Fact.MailSent.class).attempt()).isEqualTo(1);
    assertThat(mails).hasSize(4);
  }

  @Test
  void a_request_is_given_up_after_its_time_but_never_before_one_try() throws Exception {
    relay = mail -> Future.succeededFuture(failure(SendMail.Kind.TEMPORARY, 451));
    start("POSTKEY_OUTBOX_GIVE_UP_AFTER", "1s");
    acceptLongAgo("ann@example.com");

    assertThat(facts.await(Fact.MailDied.class).reason()).isEqualTo("gave-up");
    assertThat(mails).hasSize(1);
  }

  @Test
  void W3_the_same_key_and_body_are_one_request_and_another_body_is_refused() throws Exception {
    start();
    AcceptRequest.Idempotency first = new AcceptRequest.Idempotency("default|test", "key-1", "{}");
    AcceptRequest.Idempotency other = new AcceptRequest.Idempotency("default|test", "key-1", "{ }");

    AcceptRequest.Outcome once = ask(asking("ann@example.com", Optional.of(first)));
    AcceptRequest.Outcome again = ask(asking("ann@example.com", Optional.of(first)));
    AcceptRequest.Outcome mismatch = ask(asking("ann@example.com", Optional.of(other)));
    accept("last@example.com");
    facts.await(Fact.MailSent.class, 2);

    assertThat(again).isEqualTo(once);
    assertThat(mismatch).isInstanceOf(AcceptRequest.Mismatch.class);
    assertThat(mails).hasSize(2);
  }

  @Test
  void W3_a_crash_between_the_two_scripts_loses_nothing() throws Exception {
    start();
    AcceptRequest.Idempotency key = new AcceptRequest.Idempotency("default|test", "key-1", "{}");
    RequestId first =
        ((AcceptRequest.Accepted) ask(asking("ann@example.com", Optional.of(key)))).request();
    facts.await(Fact.MailSent.class);
    redis.command("DEL", jobKey(first)); // as if the second script had never run

    RequestId again =
        ((AcceptRequest.Accepted) ask(asking("ann@example.com", Optional.of(key)))).request();

    assertThat(again).isEqualTo(first);
    facts.await(Fact.MailSent.class, 2);
    assertThat(story(first).state()).isEqualTo("sent");
  }

  @Test
  void W7_a_full_outbox_stores_nothing_and_says_so() throws Exception {
    Promise<FindAccount.Outcome> later = Promise.promise();
    accounts = question -> later.future();
    start("POSTKEY_OUTBOX_MAX_JOBS", "2");
    accept("ann@example.com");
    accept("ben@example.com");

    assertThat(ask(asking("cid@example.com"))).isInstanceOf(AcceptRequest.Full.class);
    assertThat(redis.command("ZCARD", Partitions.due(0))).isEqualTo(2L);
    later.complete(new FindAccount.Unknown());
  }

  @Test
  void R3_a_settle_by_an_older_claim_is_refused() throws Exception {
    Promise<SendMail.Outcome> neverAnswered = Promise.promise();
    relay = mail -> mails.size() == 1 ? neverAnswered.future() : Future.succeededFuture(TAKEN);
    start();
    RequestId request = accept("ann@example.com");
    facts.await(Fact.RequestAccepted.class);
    awaitMails(1);
    redis.command("ZADD", Partitions.due(0), "0", request.value()); // as if its lease had ended
    facts.await(Fact.MailSent.class);
    assertThat(mails).hasSize(2);

    // The first attempt comes back from the dead, and changes nothing.
    neverAnswered.complete(failure(SendMail.Kind.PERMANENT, 550));
    accept("sentinel@example.com");
    facts.await(Fact.MailSent.class, 2);

    assertThat(story(request).state()).isEqualTo("sent");
  }

  private void awaitReason(RequestId request) {
    long end = System.nanoTime() + SECONDS.toNanos(10);
    while ("".equals(redis.command("HGET", jobKey(request), "reason"))) {
      assertThat(System.nanoTime()).as("the job did not end").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void awaitMails(int count) {
    long end = System.nanoTime() + SECONDS.toNanos(10);
    while (mails.size() < count) {
      assertThat(System.nanoTime()).as("mail %d did not come", count).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void F6_a_garbled_job_is_a_dead_letter_at_once_and_others_go_on() throws Exception {
    start();
    RequestId request = accept("bad@example.com");
    facts.await(Fact.MailSent.class);
    redis.command("HSET", jobKey(request), "accepted", "yesterday");
    redis.command("ZADD", Partitions.due(0), "0", request.value());

    RequestId good = accept("ben@example.com");

    assertThat(facts.await(Fact.MailSent.class, 2).get(1).request()).isEqualTo(good);
    awaitReason(request);
    assertThat(redis.command("HGET", jobKey(request), "reason")).isEqualTo("garbled");
    assertThat(redis.command("HGET", jobKey(request), "state")).isEqualTo("dead");
  }

  @Test
  void F6_a_job_whose_seal_does_not_open_is_a_dead_letter_at_once() throws Exception {
    start();
    RequestId request = accept("ann@example.com");
    facts.await(Fact.MailSent.class);
    redis.command(
        "HSET", jobKey(request), "sealed", "1.k9.AAAA", "state", "queued", "verdict", "y");
    redis.command("ZADD", Partitions.due(0), "0", request.value());

    assertThat(facts.await(Fact.MailDied.class).reason()).isEqualTo("unreadable");
  }

  @Test
  void a_job_accepted_under_another_kind_of_account_source_dies() throws Exception {
    start();
    RequestId request = accept("ann@example.com");
    facts.await(Fact.MailSent.class);
    redis.command("HSET", jobKey(request), "source", "webhook", "state", "queued");
    redis.command("ZADD", Partitions.due(0), "0", request.value());

    assertThat(facts.await(Fact.MailDied.class).reason()).isEqualTo("account-source-changed");
  }

  @Test
  void an_id_without_a_job_is_dropped_and_counted() throws Exception {
    start();
    redis.command("ZADD", Partitions.due(0), "0", "nobody");

    assertThat(facts.await(Fact.JobsDropped.class).count()).isEqualTo(1);
    assertThat(redis.command("ZCARD", Partitions.due(0))).isEqualTo(0L);
  }

  @Test
  void another_app_cannot_read_the_story() throws Exception {
    start();
    RequestId request = accept("ann@example.com");

    assertThat(
            bus.ask(Addresses.STORY, new TellStory(request, new AppId("other"))).await(5, SECONDS))
        .isInstanceOf(TellStory.Unknown.class);
  }

  @Test
  void stopping_lets_the_attempts_under_way_end() throws Exception {
    Promise<SendMail.Outcome> slow = Promise.promise();
    relay = mail -> slow.future();
    start();
    RequestId request = accept("ann@example.com");
    awaitMails(1);

    Future<Void> stopped = vertx.undeploy(deployment);
    assertThat(stopped.isComplete()).isFalse();
    slow.complete(TAKEN);
    stopped.await(5, SECONDS);

    assertThat(redis.command("HGET", jobKey(request), "state")).isEqualTo("sent");
  }

  @Test
  void sixteen_partitions_are_all_worked() throws Exception {
    start("POSTKEY_REDIS_PARTITIONS", "16");
    for (int i = 0; i < 100; i++) {
      accept("ann" + i + "@example.com");
    }

    facts.await(Fact.MailSent.class, 100);
    assertThat(mails.stream().map(mail -> mail.request().partition(16)).distinct().count())
        .isGreaterThan(10);
  }

  @Test
  void never_more_jobs_are_worked_at_once_than_there_are_slots() throws Exception {
    Queue<Promise<SendMail.Outcome>> open = new ConcurrentLinkedQueue<>();
    relay =
        mail -> {
          Promise<SendMail.Outcome> promise = Promise.promise();
          open.add(promise);
          return promise.future();
        };
    start("POSTKEY_OUTBOX_SLOTS", "3");
    for (int i = 0; i < 10; i++) {
      accept("ann" + i + "@example.com");
    }
    for (int sent = 0; sent < 10; sent++) {
      awaitMails(Math.min(10, sent + 3));
      assertThat(mails.size() - sent).isLessThanOrEqualTo(3);
      open.remove().complete(TAKEN);
      facts.await(Fact.MailSent.class, sent + 1);
    }
  }
}

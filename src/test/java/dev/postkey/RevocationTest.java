package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Fact;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MailRoom;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.bus.RevokeTokens;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.outbox.DeadLetterVerticle;
import dev.postkey.outbox.OutboxVerticle;
import dev.postkey.redis.Keyring;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.RedisServer;
import dev.postkey.token.TokenVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A request that was accepted before its account's links were revoked never yields a live link,
 * wherever it was when that happened: outbox and tokens on one Redis.
 */
class RevocationTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final Subject ANN = new Subject("ann@example.com");
  private static final SendMail.Outcome TAKEN = new SendMail.Sent("relay:25", 250);
  private static final SendMail.Failed NEVER =
      new SendMail.Failed(
          SendMail.Kind.PERMANENT,
          "never",
          SendMail.Stage.RECIPIENT,
          Optional.of(550),
          Optional.empty());

  private static final SendMail.Outcome LATER =
      new SendMail.Failed(
          SendMail.Kind.TEMPORARY,
          "later",
          SendMail.Stage.RECIPIENT,
          Optional.of(451),
          Optional.empty());

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final Facts facts = new Facts(bus);
  private final Queue<Token> mailed = new ConcurrentLinkedQueue<>();
  private Function<FindAccount, Future<?>> beforeLookUp = question -> Future.succeededFuture();
  private Function<SendMail, Future<SendMail.Outcome>> relay =
      mail -> Future.succeededFuture(TAKEN);

  @BeforeEach
  void start() throws Exception {
    Config config = Configs.of(redis.url(), "POSTKEY_OUTBOX_BACKOFF_FIRST", "20ms");
    Keyring keyring = Keyring.of(config.secrets());
    Future.all(
            bus.serve(
                Addresses.FIND_ACCOUNT,
                question ->
                    beforeLookUp.apply(question).map(new FindAccount.Found(question.hint()))),
            bus.serve(Addresses.SEND, this::mail),
            bus.serve(Addresses.ROOM, question -> Future.succeededFuture(new MailRoom.Room(32))),
            vertx.deployVerticle(new TokenVerticle(bus, () -> config, keyring)),
            vertx.deployVerticle(new DeadLetterVerticle(bus, () -> config, keyring)),
            vertx.deployVerticle(new OutboxVerticle(bus, () -> config, keyring, point -> {})))
        .await(10, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, SECONDS);
  }

  private Future<SendMail.Outcome> mail(SendMail mail) {
    mailed.add(mail.token());
    return relay.apply(mail);
  }

  private RequestId accept(Subject subject) throws Exception {
    AcceptRequest request =
        new AcceptRequest(
            AppId.DEFAULT,
            Optional.empty(),
            EmailAddress.parse(subject.value()),
            Optional.empty(),
            Optional.empty(),
            Locale.ENGLISH,
            Map.of(),
            Optional.empty());
    return ((AcceptRequest.Accepted) bus.ask(Addresses.ACCEPT, request).await(5, SECONDS))
        .request();
  }

  private Future<?> revoke(Subject subject) {
    return bus.ask(Addresses.REVOKE, new RevokeTokens(AppId.DEFAULT, subject));
  }

  private Object state(Token token) throws Exception {
    InspectToken question = new InspectToken(token, AppId.DEFAULT);
    InspectToken.Outcome outcome = bus.ask(Addresses.INSPECT, question).await(5, SECONDS);
    return outcome instanceof InspectToken.Dead dead ? dead.reason() : "live";
  }

  @Test
  void a_request_that_waits_for_its_first_attempt_is_superseded_and_nothing_is_mailed()
      throws Exception {
    beforeLookUp = question -> revoke(ANN);

    RequestId request = accept(ANN);

    assertThat(facts.await(Fact.RequestEnded.class))
        .isEqualTo(new Fact.RequestEnded(request, AppId.DEFAULT, "superseded"));
    assertThat(mailed).isEmpty();
  }

  @Test
  void a_request_that_waits_for_another_attempt_is_superseded_too() throws Exception {
    relay = mail -> revoke(ANN).map(LATER);

    accept(ANN);

    assertThat(facts.await(Fact.RequestEnded.class).reason()).isEqualTo("superseded");
    assertThat(mailed).hasSize(1);
    assertThat(state(mailed.element())).isEqualTo(DeadReason.UNKNOWN); // taken back
  }

  @Test
  void a_mail_that_was_being_handed_over_holds_a_dead_link() throws Exception {
    relay = mail -> revoke(ANN).map(TAKEN);

    accept(ANN);
    facts.await(Fact.MailSent.class);

    assertThat(state(mailed.element())).isEqualTo(DeadReason.REVOKED);
  }

  @Test
  void a_dead_letter_that_is_replayed_after_the_revocation_is_superseded() throws Exception {
    relay = mail -> Future.succeededFuture(NEVER);
    RequestId request = accept(ANN);
    facts.await(Fact.MailDied.class);
    revoke(ANN).await(5, SECONDS);

    bus.ask(Addresses.REPLAY, new ReplayDeadLetter(request)).await(5, SECONDS);

    assertThat(facts.await(Fact.RequestEnded.class).reason()).isEqualTo("superseded");
    assertThat(mailed).hasSize(1);
  }

  @Test
  void a_request_made_after_the_revocation_is_served() throws Exception {
    revoke(ANN).await(5, SECONDS);

    accept(ANN);
    facts.await(Fact.MailSent.class);

    assertThat(state(mailed.element())).isEqualTo("live");
  }

  @Test
  void wherever_a_request_is_when_the_revocation_comes_its_link_is_dead() throws Exception {
    int accounts = 150;
    Promise<Void> started = Promise.promise();
    beforeLookUp = question -> started.future();
    for (int i = 0; i < accounts; i++) {
      accept(new Subject("person" + i + "@example.com"));
    }

    started.complete();
    for (int i = 0; i < accounts; i++) { // while the outbox works through them
      revoke(new Subject("person" + i + "@example.com")).await(5, SECONDS);
    }
    awaitEnds(accounts);

    for (Token token : mailed) {
      assertThat(state(token)).isEqualTo(DeadReason.REVOKED);
    }
  }

  /** Each request ends in a mail or as superseded. */
  private void awaitEnds(int count) {
    long end = System.nanoTime() + SECONDS.toNanos(20);
    while (facts.of(Fact.MailSent.class).size() + facts.of(Fact.RequestEnded.class).size()
        < count) {
      assertThat(System.nanoTime()).as("all requests end").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}

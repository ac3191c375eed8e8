package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.MailRoom;
import dev.postkey.bus.RecallMails;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A deployed {@link MailVerticle}, asked through its addresses as the outbox asks it, and answered
 * as the outbox answers: every mail may go, unless a test says otherwise.
 */
final class PostOffice implements AutoCloseable {
  static final Duration ATTEMPT = Duration.ofSeconds(10);
  static final ClearToSend.Clear CLEAR = new ClearToSend.Clear(Duration.ofMinutes(10));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

  private final List<ClearToSend> cleared = new CopyOnWriteArrayList<>();
  private final Facts facts;
  private volatile Supplier<Future<ClearToSend.Outcome>> clearance =
      () -> Future.succeededFuture(CLEAR);

  private PostOffice(Supplier<Config> config) throws Exception {
    vertx.exceptionHandler(uncaught::add);
    facts = new Facts(bus);
    bus.serve(Addresses.CLEAR, this::clear).await(10, SECONDS);
    vertx.deployVerticle(new MailVerticle(bus, config, Mails.CLOCK)).await(10, SECONDS);
  }

  /** With relays on these loopback ports, in plain text. */
  static PostOffice open(int... ports) throws Exception {
    return open(ATTEMPT, ports);
  }

  static PostOffice open(Duration attempt, int... ports) throws Exception {
    Config.Relay[] relays = IntStream.of(ports).mapToObj(Mails::relay).toArray(Config.Relay[]::new);
    return open(Mails.config(Mails.smtp(attempt, relays), Mails.app()));
  }

  static PostOffice open(Config config) throws Exception {
    return open(() -> config);
  }

  static PostOffice open(Supplier<Config> config) throws Exception {
    return new PostOffice(config);
  }

  SendMail.Outcome send(SendMail mail) throws Exception {
    return ask(mail).await(20, SECONDS);
  }

  Future<SendMail.Outcome> ask(SendMail mail) {
    return bus.ask(Addresses.SEND, mail);
  }

  /** How many mails may be under way now. */
  int room() throws Exception {
    return bus.ask(Addresses.ROOM, new MailRoom()).await(20, SECONDS).mails();
  }

  /** Waits until so many may be under way. */
  void awaitRoom(int mails) throws Exception {
    Eventually.holds("room for " + mails, () -> room() == mails);
  }

  /** Has every mail withheld that has not begun, as the outbox does when it stops. */
  void recall() throws Exception {
    bus.ask(Addresses.RECALL, new RecallMails()).await(20, SECONDS);
  }

  /** From now on this answers whether a mail may go out. */
  PostOffice answering(Supplier<Future<ClearToSend.Outcome>> answer) {
    clearance = answer;
    return this;
  }

  /** Every question whether a mail may go out, so far. */
  List<ClearToSend> cleared() {
    return cleared;
  }

  Facts facts() {
    return facts;
  }

  private Future<ClearToSend.Outcome> clear(ClearToSend question) {
    cleared.add(question);
    return clearance.get();
  }

  /** What nobody caught, for tests that expect nothing of the kind. */
  List<Throwable> uncaught() {
    return uncaught;
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the verticle does not stop", e);
    }
  }
}

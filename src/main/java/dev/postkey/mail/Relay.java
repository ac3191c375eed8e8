package dev.postkey.mail;

import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.Rate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One SMTP server, the connections to it, and what is known of it: whether it is well, how much it
 * bears and how much it may get. Used on one event loop only.
 */
final class Relay {
  /** How many may wait for a connection, for each connection there may be. */
  private static final int WAITING_PER_CONNECTION = 100;

  /** Mails are prepared while others are sent, so that no connection waits for work. */
  private static final int AT_WORK_PER_CONNECTION = 2;

  /** What cannot leave within this time need not be prepared yet. */
  private static final Duration AHEAD = Duration.ofSeconds(2);

  private static final Duration LEAVE_TAKING = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final String name;
  private final Duration longest;
  private final Slots slots;
  private final MailConfig options;
  private final SigningClients clients;
  private final Window window;
  private final Pace pace;
  private final Health health;
  private final Probing probing;

  /** True while a timer waits for the end of a cool-down. */
  private boolean cooling;

  /** Those without an answer, the first offered first. */
  private final Set<Offer> offers = new LinkedHashSet<>();

  /**
   * @param name for logs and stories, without credentials
   * @param options as {@link RelayOptions} makes them
   * @param journal is told when it fails and when it is well again
   */
  Relay(Vertx vertx, String name, MailConfig options, Optional<Rate> rate, Consumer<Fact> journal) {
    this.vertx = vertx;
    this.name = name;
    this.options = options;
    int connections = options.getMaxPoolSize();
    this.slots = new Slots(connections, connections * WAITING_PER_CONNECTION);
    // A connection is cut when a mail has taken the idle time-out on it: all have ended by then.
    this.longest = Duration.ofMillis(2L * options.getIdleTimeout());
    this.clients = new SigningClients(vertx, options);
    this.window = new Window(connections, System::nanoTime);
    this.pace = new Pace(rate, System::nanoTime);
    this.health = new Health(name, System::nanoTime, journal);
    this.probing = new Probing(vertx, options, health, System::nanoTime);
  }

  static Relay open(Vertx vertx, Config.Relay relay, Config.Smtp smtp, Consumer<Fact> journal) {
    journal.accept(new Fact.RelayConfigured(relay.name(), relay.connections()));
    return new Relay(vertx, relay.name(), RelayOptions.of(relay, smtp), relay.rate(), journal);
  }

  /** True while it is offered mail as usual. */
  boolean usable() {
    return health.isClosed();
  }

  /** True while it is offered no mail at all. */
  boolean leftOut() {
    return health.isOpen();
  }

  /** True when it has asked for less, so that it should not be waited for. */
  boolean slowed() {
    return window.reduced();
  }

  /** True when a mail would have to wait for its turn. */
  boolean full() {
    return slots.full();
  }

  /** True while one mail, and no more, may be offered to it. */
  boolean awaitsTrial() {
    return health.awaitsTrial();
  }

  /** How many more mails for it may be begun now. */
  int room() {
    int atOnce = AT_WORK_PER_CONNECTION * window.size();
    return Math.max(0, pace.within(AHEAD, atOnce) - offers.size());
  }

  /**
   * Offers a message. The future never fails; it is empty when the relay is left out and the
   * message was not offered.
   *
   * @param patience how long the relay may take until it is ready to hear about the message
   * @param limit how long it may take in all
   */
  Future<Optional<SendMail.Outcome>> send(
      MailMessage message, Clearance clearance, Duration patience, Duration limit) {
    Optional<Health.Pass> pass = health.pass();
    if (pass.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Offer offer = new Offer(name, message, clearance);
    offers.add(offer);
    Future<SendMail.Outcome> answer =
        offer.answer(vertx, patience, limit).onComplete(ended -> offers.remove(offer));
    if (health.isClosed()) {
      slots
          .run(
              longest,
              () -> {
                pass.get().hasTurn();
                return turn(offer).compose(now -> handOver(offer, clients.of(message)));
              })
          .onFailure(full -> offer.refuse());
    } else {
      turn(offer).compose(now -> tryOut(offer, message));
    }
    return answer.onSuccess(outcome -> learn(pass.get(), outcome)).map(Optional::of);
  }

  /** Withholds what has not begun; what has goes on. */
  void recall() {
    List.copyOf(offers).forEach(offer -> offer.withhold(Objection.CLAIM_LOST));
  }

  /** Takes leave of the server. That it has hung up before, or never answers, is no failure. */
  Future<Void> close() {
    probing.stop();
    return clients.close().timeout(LEAVE_TAKING.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private Future<Void> handOver(Offer offer, MailClient client) {
    return offer.isOver() ? Future.succeededFuture() : offer.handOver(vertx, client);
  }

  /** On a connection of its own: earlier mails may hang on all others. */
  private Future<Void> tryOut(Offer offer, MailMessage message) {
    SigningClients own = new SigningClients(vertx, new MailConfig(options).setMaxPoolSize(1));
    return handOver(offer, own.of(message)).onComplete(ended -> own.close());
  }

  /** Waits until the rate allows one more, if anybody still waits for it then. */
  private Future<Void> turn(Offer offer) {
    if (offer.isOver() || pace.tryTake()) {
      return Future.succeededFuture();
    }
    Promise<Void> later = Promise.promise();
    vertx.setTimer(millis(pace.untilNext()), timer -> turn(offer).onComplete(later));
    return later.future();
  }

  private void learn(Health.Pass pass, SendMail.Outcome outcome) {
    Blame blame = Blame.of(outcome);
    boolean wasOpen = health.isOpen();
    if (blame == Blame.NOTHING) {
      window.succeeded();
    }
    boolean bearable = blame == Blame.OVERLOAD && !window.slowDown() && health.isClosed();
    if (!bearable) {
      health.record(pass, blame, outcome);
    }
    resize();
    if (health.isOpen()) {
      probing.start();
    }
    if (health.isOpen() && !wasOpen) {
      sendWaitingAway();
    }
  }

  /** Who has no turn yet need not wait to have one: another relay may take it. */
  private void sendWaitingAway() {
    List.copyOf(offers).stream().filter(offer -> !offer.hadTurn()).forEach(Offer::refuse);
  }

  /** Begins nothing while it cools down, and looks again then. */
  private void resize() {
    Duration coolDown = window.coolDown();
    slots.resize(coolDown.isZero() ? window.size() : 0);
    if (!coolDown.isZero() && !cooling) {
      cooling = true;
      vertx.setTimer(millis(coolDown), timer -> warmUp());
    }
  }

  private void warmUp() {
    cooling = false;
    resize();
  }

  /** Rounded up: a timer that fires early would find that it is too early. */
  private static long millis(Duration duration) {
    return duration.toMillis() + 1;
  }
}

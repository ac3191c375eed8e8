package dev.postkey.mail;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.Done;
import dev.postkey.bus.MailRoom;
import dev.postkey.bus.RecallMails;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@link Addresses#SEND}: words a message and offers it to the relays, once; trying again
 * is the asker's business. Answers {@link Addresses#ROOM}, so that nobody begins what no relay
 * would take, and {@link Addresses#RECALL}, so that nobody who stops waits for a slow relay. One
 * instance only: it owns the connections.
 */
public final class MailVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(MailVerticle.class);

  private final Bus bus;
  private final Supplier<Config> config;
  private final MailComposer composer;
  private final Set<Future<SendMail.Outcome>> underWay = new HashSet<>();
  private final PolicyRefusals policyRefusals = new PolicyRefusals(System::nanoTime);
  private Map<Optional<Path>, ResetTemplates> templates;
  private Relays relays;

  /**
   * @param config asked once for each message; relays and templates are those of the start
   * @param clock for the date of a message
   */
  public MailVerticle(Bus bus, Supplier<Config> config, Clock clock) {
    this.bus = bus;
    this.config = config;
    MessageIds messageIds = new MessageIds(config.get().secrets().indexKey());
    this.composer = new MailComposer(messageIds, clock);
  }

  /** Fails, in operators' words, when a template cannot be used. */
  @Override
  public Future<?> start() {
    Config current = config.get();
    return vertx
        .executeBlocking(() -> Rehearsal.of(current, composer))
        .compose(
            loaded -> {
              templates = loaded;
              relays = Relays.open(vertx, current.smtp(), bus::publish);
              return bus.serve(Addresses.SEND, this::send);
            })
        .compose(serving -> bus.serve(Addresses.ROOM, this::room))
        .compose(serving -> bus.serve(Addresses.RECALL, this::recall));
  }

  /** Lets what is under way come to its end; whoever asks must have stopped asking before. */
  @Override
  public Future<?> stop() {
    return Future.join(List.copyOf(underWay)).transform(ended -> relays.close());
  }

  private Future<SendMail.Outcome> send(SendMail mail) {
    Future<SendMail.Outcome> attempt = attempt(mail, config.get());
    underWay.add(attempt);
    return attempt
        .onSuccess(outcome -> policyRefusals.count(outcome).ifPresent(bus::publish))
        .onComplete(ended -> underWay.remove(attempt));
  }

  private Future<MailRoom.Room> room(MailRoom question) {
    return Future.succeededFuture(new MailRoom.Room(relays.room()));
  }

  private Future<Done> recall(RecallMails command) {
    relays.recall();
    return Future.succeededFuture(new Done());
  }

  private Future<SendMail.Outcome> attempt(SendMail mail, Config snapshot) {
    Config.App app = snapshot.app(mail.app());
    try {
      return relays.send(
          composer.compose(mail, app, templates.get(app.mail().templates())),
          () -> clearance(mail),
          snapshot.smtp().attempt());
    } catch (Unmailable e) {
      log.error("mail_refused request={} why=\"{}\"", mail.request(), e.getMessage());
      return Future.succeededFuture(Verdict.unmailable());
    }
  }

  /** Who cannot be asked has no claim: another node may already work on it. */
  private Future<ClearToSend.Outcome> clearance(SendMail mail) {
    return bus.ask(Addresses.CLEAR, new ClearToSend(mail.request(), mail.claim()))
        .otherwise(new ClearToSend.Refused(ClearToSend.Objection.CLAIM_LOST));
  }
}

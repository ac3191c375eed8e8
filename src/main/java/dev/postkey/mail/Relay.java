package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One SMTP server and the connections to it. Used on one event loop only. */
final class Relay {
  /** The only success that the mail client reports, without telling the code. */
  private static final int ACCEPTED = 250;

  /** How many may wait for a connection, for each connection there may be. */
  private static final int WAITING_PER_CONNECTION = 100;

  private static final Duration LEAVE_TAKING = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final String name;
  private final Duration longest;
  private final Slots slots;
  private final MailClient client;

  /**
   * @param name for logs and stories, without credentials
   * @param options as {@link RelayOptions} makes them
   */
  Relay(Vertx vertx, String name, MailConfig options) {
    this.vertx = vertx;
    this.name = name;
    int connections = options.getMaxPoolSize();
    this.slots = new Slots(connections, connections * WAITING_PER_CONNECTION);
    // A silent connection is cut after the idle time-out, so all but a trickling one end by then.
    this.longest = Duration.ofMillis(2L * options.getIdleTimeout());
    this.client = MailClient.create(vertx, options);
  }

  static Relay open(Vertx vertx, Config.Relay relay, Config.Smtp smtp) {
    return new Relay(vertx, relay.name(), RelayOptions.of(relay, smtp));
  }

  /**
   * Offers a message. The future never fails.
   *
   * @param patience how long the relay may take until it is ready to hear about the message
   * @param limit how long it may take in all
   */
  Future<SendMail.Outcome> send(MailMessage message, Duration patience, Duration limit) {
    Handover handover = new Handover(message);
    Promise<SendMail.Outcome> answer = Promise.promise();
    long impatience = after(patience, () -> giveUp(handover, answer));
    long end = after(limit, () -> end(handover, answer));
    slots
        .run(longest, () -> offer(handover))
        .onSuccess(result -> answer.tryComplete(new SendMail.Sent(name, ACCEPTED)))
        .onFailure(error -> answer.tryComplete(Verdict.of(error, handover.begun())));
    return answer
        .future()
        .onComplete(
            outcome -> {
              vertx.cancelTimer(impatience);
              vertx.cancelTimer(end);
            });
  }

  /** Takes leave of the server. That it has hung up before, or never answers, is no failure. */
  Future<Void> close() {
    return client.close().timeout(LEAVE_TAKING.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  /** Vert.x has no timer shorter than a millisecond. */
  private long after(Duration delay, Runnable action) {
    return vertx.setTimer(Math.max(1, delay.toMillis()), timer -> action.run());
  }

  private static void giveUp(Handover handover, Promise<SendMail.Outcome> answer) {
    if (handover.withdraw()) {
      answer.tryComplete(Verdict.relayTooSlow());
    }
  }

  private static void end(Handover handover, Promise<SendMail.Outcome> answer) {
    giveUp(handover, answer);
    answer.tryComplete(Verdict.timedOut());
  }

  private Future<MailResult> offer(Handover handover) {
    return handover.withdrawn()
        ? Future.failedFuture("the message was withdrawn")
        : client.sendMail(handover);
  }
}

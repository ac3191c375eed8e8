package dev.postkey.mail;

import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.SendMail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One message offered to one relay, and its only answer. Its way has three gates: the turn, the
 * clearance, and the client's {@code MAIL FROM}; until that, it can be withdrawn, and its clearance
 * is kept fresh. Used on one event loop only.
 */
final class Offer {
  /** The only success that the mail client reports, without telling the code. */
  private static final int ACCEPTED = 250;

  /** As a lease: a clearance is renewed when a third of it is over. */
  private static final int CLEARED_AHEAD = 3;

  private final String relay;
  private final Handover handover;
  private final Clearance clearance;
  private final Promise<SendMail.Outcome> answer = Promise.promise();
  private OptionalLong renewal = OptionalLong.empty();
  private boolean hadTurn;
  private OptionalLong reachedAt = OptionalLong.empty();

  Offer(String relay, MailMessage message, Clearance clearance) {
    this.relay = relay;
    this.handover = new Handover(message);
    this.clearance = clearance;
  }

  /**
   * The answer, which never fails.
   *
   * @param patience how long it may take until the relay is ready to hear about the message
   * @param limit how long it may take in all
   */
  Future<SendMail.Outcome> answer(Vertx vertx, Duration patience, Duration limit) {
    long impatience = after(vertx, patience, () -> giveUp(patience));
    long end = after(vertx, limit, () -> end(patience));
    return answer
        .future()
        .onComplete(
            outcome -> {
              vertx.cancelTimer(impatience);
              vertx.cancelTimer(end);
              renewal.ifPresent(vertx::cancelTimer);
            });
  }

  /** True when there is an answer, so that nothing more is to be done. */
  boolean isOver() {
    return answer.future().isComplete();
  }

  /** True when the message no longer waits for others to be done. */
  boolean hadTurn() {
    return hadTurn;
  }

  /** Called when the message has its turn. Done when it no longer needs it. */
  Future<Void> handOver(Vertx vertx, MailClient client) {
    hadTurn = true;
    return clear(vertx).compose(asked -> isOver() ? Future.succeededFuture() : send(client));
  }

  /** Its consent is withdrawn: nothing of it is sent, unless it is too late for that. */
  void withhold(Objection objection) {
    if (handover.withdraw()) {
      answer.tryComplete(new SendMail.Withheld(objection));
    }
  }

  /** An answer holds from before the question, since what it says may have been so only then. */
  private Future<Void> clear(Vertx vertx) {
    long asked = System.nanoTime();
    return clearance
        .ask()
        .onSuccess(
            outcome -> {
              if (outcome instanceof ClearToSend.Clear clear) {
                handover.goesUntil(asked + clear.validFor().toNanos());
                clearAgain(vertx, clear.validFor().dividedBy(CLEARED_AHEAD));
              } else {
                withhold(((ClearToSend.Refused) outcome).objection());
              }
            })
        .mapEmpty();
  }

  /** A relay may take longer to listen than a clearance holds; it is renewed until then. */
  private void clearAgain(Vertx vertx, Duration later) {
    if (waits()) {
      renewal = OptionalLong.of(after(vertx, later, () -> ifItWaits(vertx)));
    }
  }

  private void ifItWaits(Vertx vertx) {
    if (waits()) {
      clear(vertx);
    }
  }

  private boolean waits() {
    return !isOver() && !handover.begun();
  }

  /** Called when it cannot have a turn. */
  void refuse() {
    answer.tryComplete(Verdict.noTurn());
  }

  private Future<Void> send(MailClient client) {
    reachedAt = OptionalLong.of(System.nanoTime());
    Future<MailResult> result = client.sendMail(handover);
    return result
        .onSuccess(sent -> answer.tryComplete(new SendMail.Sent(relay, ACCEPTED)))
        .onFailure(error -> answer.tryComplete(outcome(error)))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private SendMail.Outcome outcome(Throwable error) {
    return error instanceof Handover.Withdrawn
        ? new SendMail.Withheld(Objection.CLAIM_LOST)
        : Verdict.of(error, handover.begun());
  }

  private void giveUp(Duration patience) {
    if (handover.withdraw()) {
      answer.tryComplete(hadItsTime(patience) ? Verdict.relayTooSlow() : Verdict.noTurn());
    }
  }

  private void end(Duration patience) {
    giveUp(patience);
    answer.tryComplete(Verdict.timedOut());
  }

  /** What we waited for others is not the relay's fault: it must have had half the time itself. */
  private boolean hadItsTime(Duration patience) {
    return reachedAt.isPresent()
        && System.nanoTime() - reachedAt.getAsLong() >= patience.dividedBy(2).toNanos();
  }

  /** Vert.x has no timer shorter than a millisecond. */
  private static long after(Vertx vertx, Duration delay, Runnable action) {
    return vertx.setTimer(Math.max(1, delay.toMillis()), timer -> action.run());
  }
}

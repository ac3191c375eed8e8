package dev.postkey.mail;

import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All relays in their order. A message goes to the next one only if the one before is at fault, or
 * has asked for less than it would get, and certainly has not taken it. Used on one event loop
 * only.
 */
final class Relays {
  private final List<Relay> relays;
  private int underWay;
  private boolean recalled;

  /**
   * @param relays at least one
   */
  Relays(List<Relay> relays) {
    this.relays = List.copyOf(relays);
  }

  /**
   * @param journal is told of every relay, now and whenever one fails or is well again
   */
  static Relays open(Vertx vertx, Config.Smtp smtp, Consumer<Fact> journal) {
    return new Relays(
        smtp.relays().stream().map(relay -> Relay.open(vertx, relay, smtp, journal)).toList());
  }

  /**
   * Makes one attempt.
   *
   * @param clearance asked for each relay that is offered the message
   * @param limit within which all relays together come to an end
   * @throws Unmailable when the message must not reach any relay
   */
  Future<SendMail.Outcome> send(MailMessage message, Clearance clearance, Duration limit) {
    MessageGuard.check(message);
    // Time that passed, which no clock on the wall may change.
    Attempt attempt = new Attempt(message, clearance, System.nanoTime() + limit.toNanos());
    underWay++;
    return attempt.from(0, Verdict.noRelay()).onComplete(ended -> underWay--);
  }

  /**
   * How many mails may be under way at once, those that are already included, so that old ones that
   * hang do not stand in the way of new ones: no more than those while no relay may be offered any,
   * one more while the only ones that may await a trial. The first usable relay takes them all, and
   * the next what a relay that asked for less does not.
   */
  int room() {
    return recalled ? underWay : underWay + roomForMore();
  }

  private int roomForMore() {
    int room = 0;
    for (Relay relay : relays) {
      if (relay.usable()) {
        room += relay.room();
        if (!relay.slowed()) {
          return room;
        }
      }
    }
    return relays.stream().noneMatch(Relay::usable) && relays.stream().anyMatch(Relay::awaitsTrial)
        ? 1
        : room;
  }

  /** Withholds every message that no relay has begun to hear of, now and from now on. */
  void recall() {
    recalled = true;
    relays.forEach(Relay::recall);
  }

  Future<Void> close() {
    return Future.join(relays.stream().map(Relay::close).toList()).mapEmpty();
  }

  private final class Attempt {
    private final MailMessage message;
    private final Clearance clearance;
    private final long deadline;

    Attempt(MailMessage message, Clearance clearance, long deadline) {
      this.message = message;
      this.clearance = clearance;
      this.deadline = deadline;
    }

    /**
     * Offers the message to this relay, and to the next one if that is right.
     *
     * @param soFar the outcome if no relay is left
     */
    Future<SendMail.Outcome> from(int index, SendMail.Outcome soFar) {
      if (recalled) {
        return Future.succeededFuture(new SendMail.Withheld(Objection.CLAIM_LOST));
      }
      if (index == relays.size()) {
        return Future.succeededFuture(soFar);
      }
      return isPassedOver(index)
          ? from(index + 1, soFar)
          : offer(index)
              .compose(
                  outcome -> {
                    SendMail.Outcome result = outcome.orElse(soFar);
                    return isAtFault(result)
                        ? from(index + 1, result)
                        : Future.succeededFuture(result);
                  });
    }

    /**
     * Each relay may keep us waiting for its share of what is left; once it listens, for all of it.
     */
    private Future<Optional<SendMail.Outcome>> offer(int index) {
      Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
      long others = relays.stream().skip(index + 1L).filter(relay -> !relay.leftOut()).count();
      return relays.get(index).send(message, clearance, left.dividedBy(1 + others), left);
    }

    /** Nobody waits for a relay that asked for less while another has nothing to do. */
    private boolean isPassedOver(int index) {
      Relay relay = relays.get(index);
      return relay.slowed()
          && relay.full()
          && relays.stream().skip(index + 1L).anyMatch(other -> other.usable() && !other.full());
    }
  }

  private static boolean isAtFault(SendMail.Outcome outcome) {
    return outcome instanceof SendMail.Failed failed && failed.kind() == SendMail.Kind.RELAY;
  }
}

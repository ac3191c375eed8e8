package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.List;

/**
 * All relays in their order. A message goes to the next one only if the one before is at fault and
 * certainly has not taken it. Used on one event loop only.
 */
final class Relays {
  private final List<Relay> relays;

  /**
   * @param relays at least one
   */
  Relays(List<Relay> relays) {
    this.relays = List.copyOf(relays);
  }

  static Relays open(Vertx vertx, Config.Smtp smtp) {
    return new Relays(smtp.relays().stream().map(relay -> Relay.open(vertx, relay, smtp)).toList());
  }

  /**
   * Makes one attempt.
   *
   * @param limit within which all relays together come to an end
   * @throws Unmailable when the message must not reach any relay
   */
  Future<SendMail.Outcome> send(MailMessage message, Duration limit) {
    MessageGuard.check(message);
    return offer(message, 0, System.nanoTime() + limit.toNanos());
  }

  Future<Void> close() {
    return Future.join(relays.stream().map(Relay::close).toList()).mapEmpty();
  }

  /**
   * Each relay may keep us waiting for its share of what is left; once it listens, for all of it.
   */
  private Future<SendMail.Outcome> offer(MailMessage message, int index, long deadline) {
    // Time that passed, which no clock on the wall may change.
    Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
    Duration share = left.dividedBy(relays.size() - index);
    boolean last = index == relays.size() - 1;
    return relays
        .get(index)
        .send(message, share, left)
        .compose(
            outcome ->
                last || !isAtFault(outcome)
                    ? Future.succeededFuture(outcome)
                    : offer(message, index + 1, deadline));
  }

  private static boolean isAtFault(SendMail.Outcome outcome) {
    return outcome instanceof SendMail.Failed failed && failed.kind() == SendMail.Kind.RELAY;
  }
}

package dev.postkey.mail;

import dev.postkey.bus.ClearToSend;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Asked once a message has its turn, and again as long as it waits for the relay to listen: may it
 * still go?
 */
@FunctionalInterface
interface Clearance {
  /** For what needs nobody's consent. */
  Clearance GIVEN = () -> Future.succeededFuture(new ClearToSend.Clear(Duration.ofDays(1)));

  /** Never fails. */
  Future<ClearToSend.Outcome> ask();
}

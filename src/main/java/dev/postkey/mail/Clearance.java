package dev.postkey.mail;

import dev.postkey.bus.ClearToSend.Objection;
import io.vertx.core.Future;
import java.util.Optional;

/** Asked once a message has its turn, right before it is handed over: may it still go? */
@FunctionalInterface
interface Clearance {
  /** For what needs nobody's consent. */
  Clearance GIVEN = () -> Future.succeededFuture(Optional.empty());

  /** Empty for yes. Never fails. */
  Future<Optional<Objection>> ask();
}

package dev.postkey.http;

import dev.postkey.model.Rate;
import io.vertx.core.Future;
import java.time.Duration;

/** Counts what callers ask, over all nodes. Says nothing about accounts; they have limits apart. */
public interface ClientLimits {

  /**
   * Counts one more, if it is allowed. Called on the event loop of an HTTP verticle, on which the
   * answer must arrive. Fails with {@link dev.postkey.bus.Unavailable} when the counter cannot be
   * reached.
   *
   * @param kind what is counted: {@code key} or {@code client}; a name space for {@code who}
   * @param who the app and its API key's name, or the app and a client's network
   */
  Future<Verdict> admit(Rate rate, String kind, String who);

  /** Lets go of the counter. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }

  /**
   * @param retryAfter when one more will be allowed; zero where {@code allowed}
   */
  record Verdict(boolean allowed, Duration retryAfter) {
    /** One more was counted. */
    public static final Verdict ALLOWED = new Verdict(true, Duration.ZERO);
  }
}

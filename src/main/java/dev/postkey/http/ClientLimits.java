package dev.postkey.http;

import dev.postkey.model.AppId;
import dev.postkey.model.Rate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Counts what callers ask, over all nodes. Says nothing about accounts; they have limits apart. */
public interface ClientLimits {

  /**
   * Counts one call against all of {@code limits}, or against none when one of them refuses it: so
   * a refused call never makes anybody wait for longer. Called on the event loop of an HTTP
   * verticle, on which the answer must arrive. Fails with {@link dev.postkey.bus.Unavailable} when
   * the counters cannot be reached.
   *
   * @param app whose callers these are; each app's are counted apart
   */
  Future<Verdict> admit(AppId app, List<Limit> limits);

  /**
   * Uses up what works once; as {@link #admit} otherwise.
   *
   * @param kind a name space for {@code what}
   * @param keep for how long it is remembered
   * @return false when it was used before
   */
  Future<Boolean> useUp(AppId app, String kind, String what, Duration keep);

  /** Lets go of the counters. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }

  /**
   * @param name what is counted; a name space for {@code who}, and known to callers
   * @param who the name of an API key, a client's network
   */
  record Limit(String name, String who, Rate rate) {}

  /**
   * Where a limit stands.
   *
   * @param delay until it allows the call; zero when it does
   * @param remaining how many more it allows now
   * @param next until that is one more
   */
  record Count(Limit limit, Duration delay, long remaining, Duration next) {
    boolean allowed() {
      return delay.isZero();
    }
  }

  /**
   * What the limits say, in the order in which they were asked. The call counts if all allow it.
   */
  record Verdict(List<Count> counts) {
    private static final Comparator<Count> BY_TIGHTNESS =
        Comparator.comparing(Count::delay, Comparator.reverseOrder())
            .thenComparing(Count::remaining)
            .thenComparing(Count::next, Comparator.reverseOrder());

    public Verdict {
      counts = List.copyOf(counts);
    }

    /** The limit that refuses the call for longest, or else the one that is nearest to refuse. */
    Count tightest() {
      return counts.stream().min(BY_TIGHTNESS).orElseThrow();
    }
  }
}

package dev.postkey.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes notes behind everything else: some at a time, a moment later, and no more than one lot
 * under way. Best effort: what Redis does not take, and what comes while too many wait, is dropped
 * and counted, and holds up nobody. Belongs to the trail verticle's event loop.
 */
final class TrailWriter {
  /** So many that a stall of a second is bridged, and so few that they take a few megabytes. */
  static final int MOST_WAITING = 10_000;

  /** Between two lots: each makes Redis sync its file once more, which requests wait for. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A script of these keeps Redis from others for some milliseconds at most. */
  private static final int AT_ONCE = 200;

  private final Vertx vertx;
  private final TrailStore trails;
  private final Counter dropped;
  private final Deque<TrailStore.Pending> waiting = new ArrayDeque<>();
  private Promise<Void> writing;

  TrailWriter(Vertx vertx, TrailStore trails, MeterRegistry registry) {
    this.vertx = vertx;
    this.trails = trails;
    this.dropped =
        Counter.builder("postkey.trail.dropped")
            .description("Entries of audit trails that could not be written")
            .register(registry);
  }

  void add(Note note) {
    if (waiting.size() >= MOST_WAITING) {
      dropped.increment();
      return;
    }
    waiting.add(new TrailStore.Pending(note, System.nanoTime()));
    if (writing == null) {
      writing = Promise.promise();
      vertx.setTimer(PAUSE.toMillis(), id -> write());
    }
  }

  private void write() {
    List<TrailStore.Pending> some = new ArrayList<>();
    while (some.size() < AT_ONCE && !waiting.isEmpty()) {
      some.add(waiting.poll());
    }
    trails
        .write(some)
        .onFailure(error -> dropped.increment(some.size()))
        .onComplete(done -> next());
  }

  private void next() {
    if (waiting.isEmpty()) {
      Promise<Void> written = writing;
      writing = null;
      written.complete();
    } else {
      vertx.setTimer(PAUSE.toMillis(), id -> write());
    }
  }

  /** Done when nothing waits any more. */
  Future<Void> drained() {
    return writing == null ? Future.succeededFuture() : writing.future();
  }
}

package dev.postkey.outbox;

import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.redis.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due, never more than there are free slots, and has it worked. A wake-up starts it
 * at once; a poll finds what other nodes left behind and what has become due. Belongs to the outbox
 * verticle's event loop.
 */
final class OutboxLoop {
  private static final Logger log = LoggerFactory.getLogger(OutboxLoop.class);
  private static final long POLL_MILLIS = 250;

  /** A wake-up waits up to this long, so that the answer has left before the work begins. */
  private static final int JITTER_MILLIS = 10;

  private final Vertx vertx;
  private final Bus bus;
  private final Supplier<Config> config;
  private final JobStore jobs;
  private final JobWorker worker;
  private final Random random;

  /** The partitions in which something may be due. */
  private final BitSet wanted = new BitSet();

  private final BitSet woken = new BitSet();
  private final int partitions;
  private long poll;
  private int lastClaimed;
  private boolean claiming;
  private int busy;
  private Promise<Void> drained;

  OutboxLoop(
      Vertx vertx,
      Bus bus,
      Supplier<Config> config,
      JobStore jobs,
      JobWorker worker,
      int partitions,
      Random random) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.jobs = jobs;
    this.worker = worker;
    this.random = random;
    this.partitions = partitions;
  }

  void start() {
    poll = vertx.setPeriodic(POLL_MILLIS, id -> claimEverywhere());
  }

  /** Claims nothing more; done when the attempts under way are. */
  Future<Void> stop() {
    vertx.cancelTimer(poll);
    drained = Promise.promise();
    completeDrain();
    return drained.future();
  }

  /** Something has become due in {@code partition}. */
  void wake(int partition) {
    if (woken.get(partition)) {
      return;
    }
    woken.set(partition);
    vertx.setTimer(
        1 + random.nextInt(JITTER_MILLIS),
        id -> {
          woken.clear(partition);
          wanted.set(partition);
          claimNext();
        });
  }

  private void claimEverywhere() {
    wanted.set(0, partitions);
    claimNext();
  }

  /** Claims in one partition after the other, as long as there are free slots. */
  private void claimNext() {
    Config.Outbox outbox = config.get().outbox();
    int free = outbox.slots() - busy;
    if (drained != null || claiming || free <= 0 || wanted.isEmpty()) {
      return;
    }
    int after = wanted.nextSetBit(lastClaimed + 1);
    int partition = after >= 0 ? after : wanted.nextSetBit(0);
    lastClaimed = partition;
    wanted.clear(partition);
    claiming = true;
    jobs.claim(partition, free, outbox.lease())
        .onSuccess(claimed -> work(partition, claimed, free))
        .onFailure(error -> log.debug("claim_failed reason=\"{}\"", error.getMessage()))
        .onComplete(
            claimed -> {
              claiming = false;
              completeDrain();
              claimNext();
            });
  }

  private void work(int partition, JobStore.Claimed claimed, int asked) {
    if (claimed.dropped() > 0) {
      bus.publish(new Fact.JobsDropped(claimed.dropped()));
    }
    wanted.set(partition, claimed.jobs().size() + claimed.dropped() == asked);
    busy += claimed.jobs().size();
    for (Reply job : claimed.jobs()) {
      worker
          .work(partition, job)
          .onComplete(
              done -> {
                busy--;
                completeDrain();
                claimNext();
              });
    }
  }

  private void completeDrain() {
    if (drained != null && busy == 0 && !claiming) {
      drained.tryComplete();
    }
  }
}

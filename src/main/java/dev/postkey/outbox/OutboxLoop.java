package dev.postkey.outbox;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.bus.MailRoom;
import dev.postkey.bus.RecallMails;
import dev.postkey.config.Config;
import dev.postkey.redis.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due, never more than there are free slots and room for mails, and has it worked.
 * While no relay is usable there is no room, so nothing is claimed and nothing charged. A wake-up
 * starts it at once; a poll finds what other nodes left behind and what has become due. Belongs to
 * the outbox verticle's event loop.
 */
final class OutboxLoop {
  private static final Logger log = LoggerFactory.getLogger(OutboxLoop.class);
  private static final long POLL_MILLIS = 250;

  /** Longer than it takes others to dial again and to renew what they hold. */
  private static final long OWNERS_FIRST_MILLIS = 1_500;

  /**
   * A wake-up waits up to this long, so that the answer has left before the work begins; and so
   * that whoever asks for something else right behind it cannot tell by the time of that whether
   * there is a mail to be made (requirement S9). With 10 ms that could be measured.
   */
  private static final int JITTER_MILLIS = 100;

  private final Vertx vertx;
  private final Bus bus;
  private final Supplier<Config> config;
  private final JobStore jobs;
  private final JobWorker worker;
  private final Lanes lanes;
  private final Debts debts;
  private final Random random;

  /** The partitions in which something may be due. */
  private final BitSet wanted = new BitSet();

  private final BitSet woken = new BitSet();
  private final int partitions;
  private long poll;
  private int lastClaimed;
  private boolean claiming;
  private boolean redisAway;
  private int busy;
  private Promise<Void> drained;

  OutboxLoop(
      Vertx vertx,
      Bus bus,
      Supplier<Config> config,
      JobStore jobs,
      JobWorker worker,
      Lanes lanes,
      Debts debts,
      int partitions,
      Random random) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.jobs = jobs;
    this.worker = worker;
    this.lanes = lanes;
    this.debts = debts;
    this.random = random;
    this.partitions = partitions;
  }

  void start() {
    poll = vertx.setPeriodic(POLL_MILLIS, id -> claimEverywhere());
  }

  /** Claims nothing more and calls back what has not left; done when the attempts under way are. */
  Future<Void> stop() {
    vertx.cancelTimer(poll);
    debts.stop();
    drained = Promise.promise();
    bus.ask(Addresses.RECALL, new RecallMails()).onComplete(recalled -> completeDrain());
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
    boolean free = busy < outbox.slots() && !debts.any() && !redisAway;
    if (drained != null || claiming || !free || wanted.isEmpty()) {
      return;
    }
    claiming = true;
    bus.ask(Addresses.ROOM, new MailRoom())
        .compose(room -> claim(outbox, Math.min(outbox.slots(), room.mails())))
        .onFailure(this::waitForRedis)
        .onComplete(
            tried -> {
              claiming = false;
              completeDrain();
              if (tried.succeeded() && tried.result()) {
                claimNext();
              }
            });
  }

  /**
   * Whoever holds a job goes first when Redis comes back, on this node and on others: a claim at
   * once would find the lease ended, and the job would be worked twice.
   */
  private void waitForRedis(Throwable error) {
    log.debug("claim_failed reason=\"{}\"", error.getMessage());
    redisAway = true;
    vertx
        .timer(OWNERS_FIRST_MILLIS, TimeUnit.MILLISECONDS)
        .compose(later -> jobs.reach())
        .compose(there -> vertx.timer(OWNERS_FIRST_MILLIS, TimeUnit.MILLISECONDS))
        .onSuccess(
            there -> {
              redisAway = false;
              claimEverywhere();
            })
        .onFailure(this::waitForRedis);
  }

  /** Claims in the next partition; false when there was no room. */
  private Future<Boolean> claim(Config.Outbox outbox, int room) {
    int free = room - busy;
    if (free <= 0 || debts.any()) {
      return Future.succeededFuture(false);
    }
    int after = wanted.nextSetBit(lastClaimed + 1);
    int partition = after >= 0 ? after : wanted.nextSetBit(0);
    lastClaimed = partition;
    wanted.clear(partition);
    return jobs.claim(partition, free, outbox.lease(), lanes.sharing(room))
        .map(
            claimed -> {
              work(partition, claimed, free);
              return true;
            });
  }

  private void work(int partition, JobStore.Claimed claimed, int asked) {
    if (claimed.dropped() > 0) {
      bus.publish(new Fact.JobsDropped(claimed.dropped()));
    }
    boolean full = claimed.jobs().size() == asked;
    wanted.set(partition, full || claimed.seen() >= asked + JobStore.LOOK_FURTHER);
    busy += claimed.jobs().size();
    for (Reply job : claimed.jobs()) {
      worker
          .work(partition, job)
          .onComplete(
              done -> {
                busy--;
                wanted.set(partition); // Its lane may have passed over others.
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

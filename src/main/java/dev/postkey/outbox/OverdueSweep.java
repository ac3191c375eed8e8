package dev.postkey.outbox;

import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what has waited for a day, once a minute: while no relay is usable nobody claims a job, and
 * so nobody else would see that its time is over. Belongs to the outbox verticle's event loop.
 */
final class OverdueSweep {
  private static final Logger log = LoggerFactory.getLogger(OverdueSweep.class);
  private static final long PERIOD_MILLIS = 60_000;

  private final Vertx vertx;
  private final Bus bus;
  private final JobStore jobs;
  private final int partitions;
  private long timer;
  private boolean sweeping;

  OverdueSweep(Vertx vertx, Bus bus, JobStore jobs, int partitions) {
    this.vertx = vertx;
    this.bus = bus;
    this.jobs = jobs;
    this.partitions = partitions;
  }

  /** Sweeps at once, and then every minute. */
  void start() {
    sweep();
    timer = vertx.setPeriodic(PERIOD_MILLIS, id -> sweep());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    Future<Void> swept = Future.succeededFuture();
    for (int each = 0; each < partitions; each++) {
      int partition = each;
      swept = swept.compose(done -> sweep(partition, 0));
    }
    swept
        .onComplete(done -> sweeping = false)
        .onFailure(error -> log.debug("sweep_failed reason=\"{}\"", error.getMessage()));
  }

  private Future<Void> sweep(int partition, long passOver) {
    return jobs.endOverdue(partition, passOver)
        .compose(
            overdue -> {
              overdue.jobs().forEach(this::tell);
              long kept = passOver + overdue.seen() - overdue.jobs().size();
              return overdue.seen() < JobStore.LOOK_FURTHER
                  ? Future.succeededFuture()
                  : sweep(partition, kept);
            });
  }

  private void tell(Reply job) {
    AppId app = AppId.isValid(job.text(1)) ? new AppId(job.text(1)) : AppId.DEFAULT;
    RequestId.parse(job.text(0))
        .map(request -> new Fact.MailDied(request, app, "gave-up", Optional.empty()))
        .ifPresent(bus::publish);
  }
}

package dev.postkey.outbox;

import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.redis.BrokenSeal;
import dev.postkey.redis.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works a claimed job: decides what is to be done with it, keeps its lease while that takes,
 * settles it and tells what happened. What cannot be worked is a dead letter at once, so that it
 * never holds up others. Belongs to the outbox verticle's event loop.
 */
final class JobWorker {
  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final Vertx vertx;
  private final Bus bus;
  private final Supplier<Config> config;
  private final JobStore jobs;
  private final Backoff backoff;

  JobWorker(Vertx vertx, Bus bus, Supplier<Config> config, JobStore jobs, Backoff backoff) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.jobs = jobs;
    this.backoff = backoff;
  }

  /**
   * Works one claimed job to its settlement. Never fails: a job that could not be settled is due
   * again when its lease ends.
   *
   * @param reply what the claim script returned of the job
   */
  Future<Void> work(int partition, Reply reply) {
    Claim claim = new Claim(partition, reply.text(0), reply.number(1));
    Config snapshot = config.get();
    Job job;
    try {
      job = Job.read(reply);
    } catch (IllegalArgumentException garbled) {
      return bury(claim, AppId.DEFAULT, "garbled", snapshot);
    }
    long lease = vertx.setPeriodic(renewal(snapshot), id -> renew(claim, snapshot));
    return attempt(claim, job, snapshot)
        .recover(error -> Future.succeededFuture(broken(claim, error)))
        .compose(settlement -> settle(claim, job, settlement, snapshot))
        .onComplete(done -> vertx.cancelTimer(lease))
        .otherwiseEmpty();
  }

  private static long renewal(Config config) {
    return Math.max(1, config.outbox().lease().toMillis() / 3);
  }

  private void renew(Claim claim, Config snapshot) {
    jobs.renew(claim, snapshot.outbox().lease())
        .onSuccess(
            ours -> {
              if (!ours) {
                log.warn("lease_lost request={} claim={}", claim.id(), claim.number());
              }
            });
  }

  private Future<Settlement> attempt(Claim claim, Job job, Config snapshot) {
    Optional<Settlement> end = endBeforeWork(job, snapshot);
    if (end.isPresent()) {
      return Future.succeededFuture(end.get());
    }
    Mailing mailing;
    try {
      mailing = jobs.open(job);
    } catch (BrokenSeal | IllegalArgumentException | NullPointerException | ClassCastException e) {
      return Future.succeededFuture(Settlement.dead("unreadable"));
    }
    Supplier<Future<Boolean>> stillOurs = () -> jobs.renew(claim, snapshot.outbox().lease());
    return new ResetAttempt(bus, backoff, snapshot, job, mailing, stillOurs).run();
  }

  /** What can be said of a job without opening it. */
  private static Optional<Settlement> endBeforeWork(Job job, Config config) {
    Config.App app = config.apps().get(job.app());
    if (!job.kind().equals(Job.RESET)) {
      return Optional.of(Settlement.dead("unknown-kind"));
    }
    if (app == null) {
      return Optional.of(Settlement.dead("unknown-app"));
    }
    if (!job.source().equals(JobStore.source(app))) {
      return Optional.of(Settlement.dead("account-source-changed"));
    }
    return job.limited() ? Optional.of(Settlement.ended("limited")) : Optional.empty();
  }

  private static Settlement broken(Claim claim, Throwable error) {
    log.error("job_broken request={} error={}", claim.id(), error.getClass().getSimpleName());
    return Settlement.dead("internal-error");
  }

  private Future<Void> bury(Claim claim, AppId app, String reason, Config snapshot) {
    return jobs.settle(claim, Settlement.dead(reason), app, snapshot.outbox())
        .onSuccess(settled -> log.error("job_buried request={} reason={}", claim.id(), reason))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private Future<Void> settle(Claim claim, Job job, Settlement settlement, Config snapshot) {
    return jobs.settle(claim, settlement, job.app(), snapshot.outbox())
        .onSuccess(
            settled ->
                settled.ifPresentOrElse(
                    state -> bus.publish(fact(job, settlement, state)),
                    () ->
                        log.warn("settle_refused request={} claim={}", claim.id(), claim.number())))
        .onFailure(
            error ->
                log.warn("settle_failed request={} reason=\"{}\"", claim.id(), error.getMessage()))
        .mapEmpty();
  }

  private static Fact fact(Job job, Settlement settlement, JobStore.Settled settled) {
    Optional<Integer> code = settlement.mailed().flatMap(JobWorker::replyCode);
    int attempt = job.tries() + 1;
    return switch (settled.state()) {
      case "sent" ->
          new Fact.MailSent(
              job.request(), job.app(), relay(settlement), attempt, settled.sinceAccepted());
      case "ended" -> new Fact.RequestEnded(job.request(), job.app(), settled.reason());
      case "dead" -> new Fact.MailDied(job.request(), job.app(), settled.reason(), code);
      default ->
          new Fact.MailDelayed(
              job.request(), job.app(), attempt, settled.reason(), code, settlement.delay());
    };
  }

  private static Optional<Integer> replyCode(SendMail.Outcome outcome) {
    return outcome instanceof SendMail.Failed failed
        ? failed.replyCode()
        : Optional.of(((SendMail.Sent) outcome).replyCode());
  }

  private static String relay(Settlement settlement) {
    return settlement
        .mailed()
        .filter(SendMail.Sent.class::isInstance)
        .map(outcome -> ((SendMail.Sent) outcome).relay())
        .orElse("");
  }
}

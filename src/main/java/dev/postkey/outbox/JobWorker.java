package dev.postkey.outbox;

import dev.postkey.bus.Bus;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Reply;
import dev.postkey.redis.UnknownSealKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
  private final Lanes lanes;
  private final Debts debts;
  private final Consumer<Waypoint> passing;

  /** Those of this node; of two claims on one request the later one. */
  private final Map<RequestId, ResetAttempt> underWay = new HashMap<>();

  /** Claims on jobs that are not settled yet, and those of them that are just being renewed. */
  private final Set<Claim> held = new HashSet<>();

  private final Set<Claim> renewing = new HashSet<>();

  /**
   * @param lanes told of every job that is under way
   * @param debts what Redis has failed to take
   * @param passing told of every {@link Waypoint}
   */
  JobWorker(
      Vertx vertx,
      Bus bus,
      Supplier<Config> config,
      JobStore jobs,
      Backoff backoff,
      Lanes lanes,
      Debts debts,
      Consumer<Waypoint> passing) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.jobs = jobs;
    this.backoff = backoff;
    this.lanes = lanes;
    this.debts = debts;
    this.passing = passing;
  }

  /**
   * Works one claimed job to its settlement. Never fails: a job that could not be settled is due
   * again when its lease ends.
   *
   * @param reply what the claim script returned of the job
   */
  Future<Void> work(int partition, Reply reply) {
    Claim claim = new Claim(partition, reply.text(0), reply.number(1));
    passing.accept(Waypoint.CLAIMED);
    Config snapshot = config.get();
    Job job;
    try {
      job = Job.read(reply);
    } catch (IllegalArgumentException garbled) {
      return bury(claim, reply.text(3), snapshot);
    }
    lanes.enter(job);
    long begun = System.nanoTime();
    long lease = vertx.setPeriodic(renewal(snapshot), id -> renew(claim, snapshot));
    held.add(claim);
    return Future.succeededFuture()
        .compose(start -> attempt(claim, job, snapshot)) // What it throws is a failure like others.
        .recover(error -> Future.succeededFuture(broken(claim, error)))
        .map(settlement -> settlement.after(Duration.ofNanos(System.nanoTime() - begun)))
        .compose(settlement -> settle(claim, job, settlement, snapshot))
        .onComplete(
            done -> {
              held.remove(claim);
              vertx.cancelTimer(lease);
              lanes.leave(job);
            })
        .otherwiseEmpty();
  }

  private static long renewal(Config config) {
    return Math.max(1, config.outbox().lease().toMillis() / 3);
  }

  private void renew(Claim claim, Config snapshot) {
    if (!renewing.add(claim)) {
      return;
    }
    debts
        .tell(() -> jobs.renew(claim, snapshot.outbox().lease()), () -> held.contains(claim))
        .onComplete(told -> renewing.remove(claim))
        .onSuccess(
            ours -> {
              if (!ours && held.contains(claim)) {
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
    } catch (UnknownSealKey e) {
      log.error("seal_key_missing request={} reason=\"{}\"", job.request(), e.getMessage());
      return Future.succeededFuture(Settlement.dead("seal-key-missing"));
    } catch (RuntimeException e) {
      return Future.succeededFuture(Settlement.dead("unreadable"));
    }
    Supplier<Future<Boolean>> stillOurs = () -> jobs.renew(claim, snapshot.outbox().lease());
    ResetAttempt attempt =
        new ResetAttempt(bus, backoff, snapshot, claim, job, mailing, stillOurs, passing);
    underWay.put(job.request(), attempt);
    return attempt.run().onComplete(ended -> underWay.remove(job.request(), attempt));
  }

  /** Whether a mail that one of our attempts asked for may go out now. */
  Future<ClearToSend.Outcome> clear(ClearToSend question) {
    ResetAttempt attempt = underWay.get(question.request());
    return attempt == null
        ? Future.succeededFuture(new ClearToSend.Refused(ClearToSend.Objection.CLAIM_LOST))
        : attempt.clear(question);
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
    if (job.limited()) {
      return Optional.of(Settlement.ended("limited"));
    }
    return job.age().compareTo(JobStore.LAST_END) < 0
        ? Optional.empty()
        : Optional.of(Settlement.dead("gave-up"));
  }

  private static Settlement broken(Claim claim, Throwable error) {
    log.error("job_broken request={} error={}", claim.id(), error.getClass().getSimpleName());
    return Settlement.dead("internal-error");
  }

  /** Ends what cannot be read; tells of it as far as it can be named. */
  private Future<Void> bury(Claim claim, String appName, Config snapshot) {
    AppId app = AppId.isValid(appName) ? new AppId(appName) : AppId.DEFAULT;
    return settle(claim, Settlement.dead("garbled"), app, snapshot)
        .onSuccess(settled -> settled.ifPresent(state -> buried(claim, app, state.reason())))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void buried(Claim claim, AppId app, String reason) {
    log.error("job_buried request={} reason={}", claim.id(), reason);
    RequestId.parse(claim.id())
        .map(request -> new Fact.MailDied(request, app, reason, Optional.empty()))
        .ifPresent(bus::publish);
  }

  private Future<Void> settle(Claim claim, Job job, Settlement settlement, Config snapshot) {
    return settle(claim, settlement, job.app(), snapshot)
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

  private Future<Optional<JobStore.Settled>> settle(
      Claim claim, Settlement settlement, AppId app, Config snapshot) {
    Config.Outbox outbox = snapshot.outbox();
    return debts.tell(() -> jobs.settle(claim, settlement, app, outbox));
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

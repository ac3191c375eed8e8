package dev.postkey.outbox;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.Rate;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.KeyedHash;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Script;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Jobs in Redis: one method, one script. */
final class JobStore {
  /** However often its clock was stopped, a job ends after this. */
  static final Duration LAST_END = Duration.ofHours(24);

  /** How long an ended job can tell its story. */
  private static final Duration KEEP = Duration.ofDays(7);

  private static final Duration KEEP_IDEMPOTENCY = Duration.ofHours(24);
  private static final int ATTEMPTS_TOLD = 100;

  /**
   * How many jobs one script looks at besides those that it is to claim: some milliseconds' work.
   */
  static final int LOOK_FURTHER = 500;

  private static final Duration FULL_RETRY = Duration.ofSeconds(5);

  private static final Script IDEMPOTENCY = Script.load("idempotency");
  private static final Script ACCEPT = Script.load("accept", "gcra");
  private static final Script CLAIM = Script.load("claim");
  private static final Script RENEW = Script.load("renew");
  private static final Script SETTLE = Script.load("settle", "bury");
  private static final Script OVERDUE = Script.load("overdue", "bury");
  private static final Script STORY = Script.load("story");

  private final Store store;
  private final Partitions partitions;
  private final IndexKeys index;
  private final JobSeals seals;
  private final Secrets secrets;

  JobStore(Store store, Partitions partitions, Keyring keyring) {
    this.store = store;
    this.partitions = partitions;
    this.index = keyring.index();
    this.seals = new JobSeals(keyring.sealer());
    this.secrets = keyring.secrets();
  }

  /** What accepting a request came to; {@code fresh} unless the same call was answered before. */
  record Acceptance(AcceptRequest.Outcome outcome, boolean fresh, boolean limited) {}

  Future<Acceptance> accept(AcceptRequest request, Config config) {
    KeyedHash address = index.address(request.app(), request.email());
    int partition = partitions.of(address);
    RequestId id = new RequestId(secrets.idIn(partition, partitions.count()));
    return request
        .idempotency()
        .map(key -> firstId(key, id))
        .orElseGet(() -> Future.succeededFuture(Optional.of(id)))
        .compose(
            known ->
                known.isPresent()
                    ? store(request, known.get(), partition, address, config)
                    : Future.succeededFuture(
                        new Acceptance(new AcceptRequest.Mismatch(), false, false)));
  }

  /** The id of the first request with this key, or nothing when that one had another body. */
  private Future<Optional<RequestId>> firstId(AcceptRequest.Idempotency call, RequestId fresh) {
    KeyedHash key = index.idempotency("request|" + call.scope(), call.key());
    String body = index.body(call.body()).text();
    return store
        .run(
            IDEMPOTENCY,
            List.of(Partitions.idempotency(partitions.of(key), key)),
            body,
            fresh,
            KEEP_IDEMPOTENCY.toMillis())
        .map(
            first ->
                first.text(0).equals(body)
                    ? Optional.of(new RequestId(first.text(1)))
                    : Optional.empty());
  }

  private Future<Acceptance> store(
      AcceptRequest request, RequestId id, int partition, KeyedHash address, Config config) {
    Config.App app = config.app(request.app());
    Rate limit = app.limits().perAccount();
    Optional<Rate> ofDomain = app.limits().perDomain().map(rate -> rate.share(partitions.count()));
    return store
        .runDurably(
            ACCEPT,
            List.of(
                Partitions.job(partition, id.value()),
                Partitions.due(partition),
                Partitions.limit(partition, address),
                Partitions.limit(partition, index.domain(app.id(), request.email().domain()))),
            id,
            Math.max(1, config.outbox().maxJobs() / partitions.count()),
            limit.intervalMicros(),
            limit.count(),
            Job.RESET,
            app.id(),
            source(app),
            seals.seal(app.id(), id, Mailing.of(request)),
            index.lane(request.email().domain()).text(),
            ofDomain.map(Rate::intervalMicros).orElse(0L),
            ofDomain.map(Rate::count).orElse(1),
            address.text())
        .map(reply -> acceptance(reply, id));
  }

  private static Acceptance acceptance(Reply reply, RequestId id) {
    if (reply.text(0).equals("full")) {
      return new Acceptance(new AcceptRequest.Full(FULL_RETRY), false, false);
    }
    boolean fresh = reply.text(0).equals("accepted");
    return new Acceptance(
        new AcceptRequest.Accepted(id), fresh, fresh && reply.text(1).equals("n"));
  }

  /** What was claimed, how many due jobs were looked at for it, and how many ids had no job. */
  record Claimed(long seen, long dropped, List<Reply> jobs) {}

  /**
   * Claims jobs that are due.
   *
   * @param most how many at most
   * @param lanes what is under way
   */
  Future<Claimed> claim(int partition, int most, Duration lease, Lanes lanes) {
    List<Object> args =
        new ArrayList<>(
            List.of(Partitions.jobPrefix(partition), lease.toMillis(), most, most + LOOK_FURTHER));
    args.addAll(lanes.arguments());
    return store
        .run(CLAIM, List.of(Partitions.due(partition)), args.toArray())
        .map(reply -> new Claimed(reply.number(0), reply.number(1), reply.from(2)));
  }

  /** How many due jobs were looked at, and those that were ended: {@code {id, app}}. */
  record Overdue(long seen, List<Reply> jobs) {}

  /**
   * Ends those due jobs that have waited for {@link #LAST_END}.
   *
   * @param passOver how many due jobs have been looked at before
   */
  Future<Overdue> endOverdue(int partition, long passOver) {
    return store
        .run(
            OVERDUE,
            List.of(Partitions.due(partition), Partitions.dead(partition)),
            Partitions.jobPrefix(partition),
            passOver,
            LOOK_FURTHER,
            LAST_END.toMillis(),
            KEEP.toMillis())
        .map(reply -> new Overdue(reply.number(0), reply.from(1)));
  }

  /** Done when Redis can be worked with. */
  Future<Void> reach() {
    return store.run(STORY, List.of(Partitions.job(0, ""), Partitions.due(0)), "").mapEmpty();
  }

  /** False when the job is no longer ours. */
  Future<Boolean> renew(Claim claim, Duration lease) {
    return store
        .run(
            RENEW,
            List.of(
                Partitions.job(claim.partition(), claim.id()), Partitions.due(claim.partition())),
            claim.id(),
            claim.number(),
            lease.toMillis())
        .map(reply -> reply.number() == 1);
  }

  /** What Redis made of a settlement: an attempt that may come again can turn out the last. */
  record Settled(String state, String reason, Duration sinceAccepted) {}

  /**
   * Nothing when the job was no longer ours, or not any more since this very settlement, in which
   * case nothing was changed. So what failed may be sent again.
   */
  Future<Optional<Settled>> settle(
      Claim claim, Settlement settlement, AppId app, Config.Outbox config) {
    return store
        .run(
            SETTLE,
            List.of(
                Partitions.job(claim.partition(), claim.id()),
                Partitions.due(claim.partition()),
                Partitions.dead(claim.partition())),
            claim.id(),
            claim.number(),
            settlement.verb().name().toLowerCase(Locale.ROOT),
            settlement.reason(),
            settlement.delay().toMillis(),
            settlement.charged() ? 1 : 0,
            settlement.unknown() ? 1 : 0,
            config.giveUpAfter().toMillis(),
            LAST_END.toMillis(),
            KEEP.toMillis(),
            settlement.mailed().map(outcome -> line(claim, app, outcome)).orElse(""),
            ATTEMPTS_TOLD,
            settlement.took().toMillis(),
            settlement.lastReason())
        .map(
            reply ->
                reply.isNil()
                    ? Optional.empty()
                    : Optional.of(
                        new Settled(
                            reply.text(0), reply.text(1), Duration.ofMillis(reply.number(2)))));
  }

  /** What came of an attempt, for the story; what the relay said goes under seal. */
  private String line(Claim claim, AppId app, SendMail.Outcome outcome) {
    Optional<String> text =
        outcome instanceof SendMail.Failed failed ? failed.replyText() : Optional.empty();
    return AttemptLine.of(outcome, text.map(said -> seals.sealReply(app, claim.id(), said)));
  }

  Future<TellStory.Outcome> story(TellStory question) {
    String id = question.request().value();
    int partition = question.request().partition(partitions.count());
    return store
        .run(STORY, List.of(Partitions.job(partition, id), Partitions.due(partition)), id)
        .map(reply -> StoryReader.read(question, reply));
  }

  /** The mailing of a job. Fails with {@link dev.postkey.redis.BrokenSeal}. */
  Mailing open(Job job) {
    return seals.open(job.app(), job.request(), job.sealed());
  }

  /** The kind of account source of an app, as jobs remember it. */
  static String source(Config.App app) {
    return app.accounts().type().name().toLowerCase(Locale.ROOT);
  }
}

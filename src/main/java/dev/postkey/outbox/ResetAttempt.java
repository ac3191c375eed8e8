package dev.postkey.outbox;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ClearToSend;
import dev.postkey.bus.ClearToSend.Objection;
import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Fault;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.InspectToken;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.Unavailable;
import dev.postkey.bus.WithdrawToken;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One attempt at mailing a reset link: lines 3 to 5 of the flow. It works on one snapshot of the
 * configuration and leaves the job alone; what came of it is a {@link Settlement}. Belongs to the
 * outbox verticle's event loop.
 */
final class ResetAttempt {
  private final Bus bus;
  private final Backoff backoff;
  private final Config config;
  private final Claim claim;
  private final Job job;
  private final Mailing mailing;
  private final Supplier<Future<Boolean>> stillOurs;
  private final Consumer<Waypoint> passing;
  private Optional<Link> link = Optional.empty();

  /** The token that is about to be mailed; {@code born}: nanoseconds, no later than its minting. */
  private record Link(MintToken.Minted minted, long born) {
    boolean hasHalfItsTimeLeft(InspectToken.Live live) {
      Duration life = Duration.between(live.issuedAt(), live.expiresAt());
      return System.nanoTime() - born <= life.toNanos() / 2;
    }
  }

  /**
   * @param stillOurs whether the claim is still the one that counts; asked right before the mail is
   *     handed over (requirement R3)
   */
  ResetAttempt(
      Bus bus,
      Backoff backoff,
      Config config,
      Claim claim,
      Job job,
      Mailing mailing,
      Supplier<Future<Boolean>> stillOurs,
      Consumer<Waypoint> passing) {
    this.bus = bus;
    this.backoff = backoff;
    this.config = config;
    this.claim = claim;
    this.job = job;
    this.mailing = mailing;
    this.stillOurs = stillOurs;
    this.passing = passing;
  }

  /** Finds the account, mints a token, sends the mail; fails when something broke. */
  Future<Settlement> run() {
    return findAccount()
        .recover(
            error ->
                error instanceof Unavailable
                    ? Future.succeededFuture(postponed("unavailable"))
                    : Future.failedFuture(error));
  }

  /** Line 3: whose account is it? Without one nothing is sent. */
  private Future<Settlement> findAccount() {
    FindAccount question =
        new FindAccount(job.request(), job.app(), mailing.email(), mailing.hint());
    return bus.ask(Addresses.FIND_ACCOUNT, question)
        .onSuccess(outcome -> passing.accept(Waypoint.ACCOUNT_FOUND))
        .compose(
            outcome -> {
              if (outcome instanceof FindAccount.Found found) {
                return mint(found.account());
              }
              return outcome instanceof FindAccount.Failed failed
                  ? Future.succeededFuture(untold(failed))
                  : ended("unknown-account");
            });
  }

  /**
   * Charged to the message, so that the clock of {@code outbox.give-up-after} runs: an application
   * that cannot tell for hours is its own operator's to mend, and a link so late helps nobody.
   */
  private Settlement untold(FindAccount.Failed failed) {
    SendMail.Failed failure =
        new SendMail.Failed(
            SendMail.Kind.TEMPORARY,
            failed.reason(),
            SendMail.Stage.ACCOUNT_SOURCE,
            Optional.empty(),
            Optional.empty());
    return Settlement.failed(failure, backoff.afterSource(job.tries(), config.outbox().backoff()));
  }

  /** Line 4: the token is born here, so that nothing that waited ever held a working link. */
  private Future<Settlement> mint(FindAccount.Account account) {
    long born = System.nanoTime();
    MintToken command =
        new MintToken(
            job.request(),
            job.app(),
            account.subject(),
            account.email(),
            account.data(),
            Optional.of(job.acceptedAt()));
    return bus.ask(Addresses.MINT, command)
        .onSuccess(outcome -> passing.accept(Waypoint.MINTED))
        .compose(
            outcome ->
                outcome instanceof MintToken.Minted minted
                    ? send(account, new Link(minted, born))
                    : ended(outcome instanceof MintToken.Limited ? "limited" : "superseded"));
  }

  /** Line 5: have it handed to a relay, which asks {@link #clear} when its turn has come. */
  private Future<Settlement> send(FindAccount.Account account, Link made) {
    link = Optional.of(made);
    return bus.ask(Addresses.SEND, mail(account, made.minted()))
        .recover(ResetAttempt::unanswered)
        .onSuccess(outcome -> passing.accept(Waypoint.MAILED))
        .compose(outcome -> mailed(outcome, made.minted()));
  }

  /** In the middle of line 5: may the mail go out now? Fails when that cannot be found out. */
  Future<ClearToSend.Outcome> clear(ClearToSend question) {
    if (question.claim() != claim.number() || link.isEmpty()) {
      return refused(Objection.CLAIM_LOST);
    }
    return stillOurs
        .get()
        .compose(ours -> ours ? judge(link.get()) : refused(Objection.CLAIM_LOST));
  }

  private Future<ClearToSend.Outcome> judge(Link mailed) {
    return bus.ask(Addresses.INSPECT, new InspectToken(mailed.minted().token(), job.app()))
        .compose(
            outcome -> {
              if (outcome instanceof InspectToken.Live live) {
                return mailed.hasHalfItsTimeLeft(live)
                    ? Future.succeededFuture(new ClearToSend.Clear(config.outbox().lease()))
                    : refused(Objection.LINK_AGED);
              }
              return refused(objection(((InspectToken.Dead) outcome).reason()));
            });
  }

  /** A token that Redis has lost, as in a fail-over, is made anew like one whose time is over. */
  private static Objection objection(DeadReason reason) {
    return switch (reason) {
      case EXPIRED, UNKNOWN -> Objection.LINK_AGED;
      case USED, REPLACED, REVOKED -> Objection.LINK_DEAD;
    };
  }

  private static Future<ClearToSend.Outcome> refused(Objection objection) {
    return Future.succeededFuture(new ClearToSend.Refused(objection));
  }

  private SendMail mail(FindAccount.Account account, MintToken.Minted minted) {
    return new SendMail(
        job.request(),
        job.generation(),
        claim.number(),
        job.app(),
        account.email(),
        account.name(),
        account.locale(),
        account.data(),
        minted.token(),
        minted.issuedAt(),
        minted.expiresAt());
  }

  private Future<Settlement> mailed(SendMail.Outcome outcome, MintToken.Minted minted) {
    if (outcome instanceof SendMail.Sent sent) {
      return Future.succeededFuture(Settlement.sent(sent));
    }
    if (outcome instanceof SendMail.Withheld withheld) {
      return withdraw(minted).map(withheld(withheld.objection()));
    }
    SendMail.Failed failed = (SendMail.Failed) outcome;
    Settlement settlement =
        Settlement.failed(
            failed, backoff.after(failed.kind(), job.tries(), config.outbox().backoff()));
    return failed.kind().certain()
        ? withdraw(minted).map(settlement)
        : Future.succeededFuture(settlement);
  }

  private Settlement withheld(Objection objection) {
    return objection == Objection.LINK_DEAD
        ? Settlement.ended("superseded")
        : postponed("withheld");
  }

  /**
   * Whoever was to mail it has not answered, so the mail may have gone out. Who broke over it will
   * break again: that is no outcome but the end.
   */
  private static Future<SendMail.Outcome> unanswered(Throwable error) {
    return error instanceof Fault
        ? Future.failedFuture(error)
        : Future.succeededFuture(
            new SendMail.Failed(
                SendMail.Kind.UNKNOWN,
                "no-answer",
                SendMail.Stage.TRANSFER,
                Optional.empty(),
                Optional.empty()));
  }

  /** Takes back a token that nobody has seen. Should that fail, it dies by its TTL. */
  private Future<Void> withdraw(MintToken.Minted minted) {
    return bus.ask(Addresses.WITHDRAW, new WithdrawToken(minted.token()))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Settlement postponed(String reason) {
    return Settlement.postponed(reason, backoff.pause(config.outbox().backoff()));
  }

  private static Future<Settlement> ended(String reason) {
    return Future.succeededFuture(Settlement.ended(reason));
  }
}

package dev.postkey.outbox;

import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Reply;
import java.time.Duration;
import java.time.Instant;

/**
 * A claimed job as Redis holds it.
 *
 * @param source the kind of account source under which it was accepted
 * @param limited whether its account was over the limit
 * @param startedAt when it was accepted or last replayed; all times are by the clock of Redis
 * @param tries how many attempts the message has been charged with
 * @param generation counts its replays as a dead letter
 * @param sealed a {@link Mailing}
 * @param lane its recipient's domain, hashed; empty in jobs of before there were lanes
 */
record Job(
    RequestId request,
    String kind,
    AppId app,
    String source,
    boolean limited,
    Instant acceptedAt,
    Instant startedAt,
    Instant claimedAt,
    int tries,
    int generation,
    String sealed,
    String lane) {

  /** The one kind of job so far: mail a reset link. */
  static final String RESET = "reset";

  /** How long it had been worked on and waited for when it was claimed. */
  Duration age() {
    return Duration.between(startedAt, claimedAt);
  }

  /**
   * Reads what {@code claim.lua} returns of a job.
   *
   * @throws IllegalArgumentException when a field is missing or garbled
   */
  static Job read(Reply reply) {
    return new Job(
        new RequestId(reply.text(0)),
        reply.text(2),
        new AppId(reply.text(3)),
        reply.text(4),
        !reply.text(5).equals("y"),
        instant(reply.text(6)),
        instant(reply.text(12).isEmpty() ? reply.text(6) : reply.text(12)),
        Instant.ofEpochMilli(reply.number(13)),
        Integer.parseInt(reply.text(7)),
        Integer.parseInt(reply.text(9)),
        reply.text(10),
        reply.text(11));
  }

  private static Instant instant(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }
}

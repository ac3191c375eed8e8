package dev.postkey.outbox;

import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Sealer;

/**
 * Seals what a job says of a person, and opens it again: the mailing, and what relays replied. What
 * does not open fails with {@link dev.postkey.redis.BrokenSeal}. Thread-safe.
 */
final class JobSeals {
  private final Sealer sealer;

  JobSeals(Sealer sealer) {
    this.sealer = sealer;
  }

  String seal(AppId app, RequestId request, Mailing mailing) {
    return sealer.seal(job(app, request), mailing.toJson());
  }

  Mailing open(AppId app, RequestId request, String sealed) {
    return Mailing.fromJson(sealer.open(job(app, request), sealed));
  }

  /**
   * @param id the request's; of a garbled job it may be anything
   */
  String sealReply(AppId app, String id, String text) {
    return sealer.seal(reply(app, id), text);
  }

  String openReply(AppId app, RequestId request, String sealed) {
    return sealer.open(reply(app, request.value()), sealed);
  }

  private static Sealer.Place job(AppId app, RequestId request) {
    return new Sealer.Place(app, "job", request.value());
  }

  private static Sealer.Place reply(AppId app, String id) {
    return new Sealer.Place(app, "reply", id);
  }
}

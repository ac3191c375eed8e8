package dev.postkey.http;

import io.vertx.core.Future;

/** Answers the calls of one operation of the contract. */
@FunctionalInterface
interface Endpoint {
  /**
   * May throw or fail with {@link Refusal}, {@link dev.postkey.bus.Unavailable} or {@link
   * dev.postkey.bus.Fault}; {@link Guard} tells the caller.
   */
  Future<Answer> answer(Call call);
}

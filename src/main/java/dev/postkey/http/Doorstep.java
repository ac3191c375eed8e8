package dev.postkey.http;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Where callers without an API key stand until their body is there. There is room for few of them,
 * and for very few from one network, so that slow bodies leave the places of those with a key
 * alone. Each verticle instance has its own and uses it from its event loop only.
 */
final class Doorstep {
  private static final int MOST_OF_ONE_NETWORK = 8;

  private final IntSupplier bound;
  private final Map<ClientAddress, Integer> waiting = new HashMap<>();
  private int all;

  /**
   * @param bound for how many there is room; asked for each
   */
  Doorstep(IntSupplier bound) {
    this.bound = bound;
  }

  /**
   * Has {@code body} read, if there is room.
   *
   * @throws Refusal when there is not
   */
  Future<Received> pass(ClientAddress client, Supplier<Future<Received>> body) {
    if (all >= bound.getAsInt() || waiting.getOrDefault(client, 0) >= MOST_OF_ONE_NETWORK) {
      throw Refusal.of(Turnstile.OVERLOADED);
    }
    Future<Received> read = body.get();
    all++;
    waiting.merge(client, 1, Integer::sum);
    return read.onComplete(done -> leave(client));
  }

  private void leave(ClientAddress client) {
    all--;
    waiting.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
  }
}

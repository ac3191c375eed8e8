package dev.postkey.blind;

import dev.postkey.bus.Addresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;

/** Notes what is said on the event bus, in its order; deployed beside the verticles. */
final class BusTraffic extends VerticleBase {
  private static final String REPLIES = "__vertx.reply";

  private final List<String> said = new ArrayList<>();

  @Override
  public Future<?> start() {
    vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              note(delivery.message());
              delivery.next();
            });
    return Future.succeededFuture();
  }

  private synchronized void note(Message<?> message) {
    String body = message.body() == null ? "" : message.body().getClass().getSimpleName();
    said.add((message.address().startsWith(REPLIES) ? "reply" : message.address()) + " " + body);
  }

  /** What was said since the last call, without what the outbox loop asks time and again. */
  synchronized List<String> since() {
    List<String> since =
        said.stream()
            .filter(line -> !line.startsWith(Addresses.ROOM.name()) && !line.equals("reply Room"))
            .toList();
    said.clear();
    return since;
  }
}

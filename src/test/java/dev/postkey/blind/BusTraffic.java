package dev.postkey.blind;

import dev.postkey.bus.Addresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;

/** Notes what each verticle says on the event bus, in its order; deployed beside them. */
final class BusTraffic extends VerticleBase {
  private static final String REPLIES = "__vertx.reply";

  /** Which deployment has said what to whom. */
  private record Line(String by, String line) {}

  private final List<Line> said = new ArrayList<>();

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
    String by = Vertx.currentContext().deploymentID();
    String to = message.address().startsWith(REPLIES) ? "reply" : message.address();
    said.add(new Line(by, to + " " + message.body().getClass().getSimpleName()));
  }

  /** What was said since the last call by whoever has had a request accepted. */
  synchronized List<String> since() {
    String accepting = Addresses.ACCEPT.name() + " ";
    List<String> askers =
        said.stream().filter(line -> line.line().startsWith(accepting)).map(Line::by).toList();
    List<String> since =
        said.stream().filter(line -> askers.contains(line.by())).map(Line::line).toList();
    said.clear();
    return since;
  }
}

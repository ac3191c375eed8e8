package dev.postkey.dev;

import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Refuses requests that name another host than this machine. A page on the web can make its own
 * name point to loopback, and would then read what is meant for the person in front of the machine.
 */
final class LoopbackOnly implements Handler<RoutingContext> {
  private static final int MISDIRECTED = 421;
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public void handle(RoutingContext context) {
    HostAndPort called = context.request().authority();
    if (called != null && NAMES.contains(called.host())) {
      context.next();
    } else {
      context.response().setStatusCode(MISDIRECTED).end();
    }
  }
}

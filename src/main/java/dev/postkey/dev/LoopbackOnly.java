package dev.postkey.dev;

import dev.postkey.config.Hosts;
import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses requests that name another host than this machine. A page on the web can make its own
 * name point to loopback, and would then read what is meant for the person in front of the machine.
 */
final class LoopbackOnly implements Handler<RoutingContext> {
  private static final int MISDIRECTED = 421;

  @Override
  public void handle(RoutingContext context) {
    HostAndPort called = context.request().authority();
    if (called != null && Hosts.isLoopback(called.host())) {
      context.next();
    } else {
      context.response().setStatusCode(MISDIRECTED).end();
    }
  }
}

package dev.postkey.manage;

import dev.postkey.config.Config;
import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Who may use the management port. On loopback anybody on this machine, but no web page from
 * elsewhere that has its name resolved to it (DNS rebinding), so {@code Host} must be local. On any
 * other address whoever has the token.
 */
final class ManagementGuard implements Handler<RoutingContext> {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  private final Config.Management management;

  ManagementGuard(Config.Management management) {
    this.management = management;
  }

  static boolean isLoopback(Config.Management management) {
    return LOOPBACK.contains(management.host());
  }

  @Override
  public void handle(RoutingContext context) {
    if (management.token().isPresent()) {
      require(context, hasToken(context), 401, "a bearer token is required");
    } else {
      require(context, hasLocalHost(context), 403, "use localhost or 127.0.0.1");
    }
  }

  private static void require(
      RoutingContext context, boolean granted, int status, String otherwise) {
    if (granted) {
      context.next();
      return;
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(otherwise + "\n");
  }

  private static boolean hasLocalHost(RoutingContext context) {
    HostAndPort host = context.request().authority();
    return host != null && LOOPBACK.contains(host.host());
  }

  private boolean hasToken(RoutingContext context) {
    String given = context.request().getHeader("Authorization");
    String wanted = "Bearer " + management.token().orElseThrow().reveal();
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }
}

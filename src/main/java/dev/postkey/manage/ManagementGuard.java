package dev.postkey.manage;

import dev.postkey.config.Config;
import dev.postkey.config.Hosts;
import dev.postkey.config.Secret;
import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Who may use the management port. On loopback anybody on this machine, but no web page from
 * elsewhere that has its name resolved to it (DNS rebinding), so {@code Host} must be local. On any
 * other address whoever has the token.
 */
final class ManagementGuard implements Handler<RoutingContext> {
  /** In any case (RFC 9110, section 11.1). */
  private static final String SCHEME = "Bearer ";

  private final Config.Management management;

  ManagementGuard(Config.Management management) {
    this.management = management;
  }

  @Override
  public void handle(RoutingContext context) {
    if (management.token().isPresent()) {
      if (hasToken(context, management.token().get())) {
        context.next();
      } else {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(context, 401, "a bearer token is required");
      }
    } else if (hasLocalHost(context)) {
      context.next();
    } else {
      refuse(context, 403, "use localhost or 127.0.0.1");
    }
  }

  private static void refuse(RoutingContext context, int status, String why) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(why + "\n");
  }

  private static boolean hasLocalHost(RoutingContext context) {
    HostAndPort host = context.request().authority();
    return host != null && Hosts.isLoopback(host.host());
  }

  private static boolean hasToken(RoutingContext context, Secret token) {
    String given = context.request().getHeader("Authorization");
    return given != null
        && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            given.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8),
            token.reveal().getBytes(StandardCharsets.UTF_8));
  }
}

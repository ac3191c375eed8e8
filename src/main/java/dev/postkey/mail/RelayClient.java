package dev.postkey.mail;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import java.time.Duration;

/**
 * Makes mail clients whose connections are watched: see {@link WatchedSocket}. The client opens
 * them itself and leaves no room for that, so it is given a Vert.x that is the real one but for the
 * sockets that it connects.
 */
final class RelayClient {
  private RelayClient() {}

  /**
   * @param options as {@link RelayOptions} makes them. They are copied: the client changes what it
   *     is given, and given it again it would not verify the names of certificates any more
   */
  static MailClient create(Vertx vertx, MailConfig options) {
    return MailClient.create(watching(vertx, options), new MailConfig(options));
  }

  /** As {@link #create}, with the connections of all clients that name the same pool. */
  static MailClient create(Vertx vertx, MailConfig options, String pool) {
    return MailClient.createShared(watching(vertx, options), new MailConfig(options), pool);
  }

  private static Vertx watching(Vertx vertx, MailConfig options) {
    ClientLogs.silence();
    Duration limit = Duration.ofMillis(options.getIdleTimeout());
    return StandIn.of(
        Vertx.class,
        (method, arguments) -> {
          Object result = StandIn.pass(vertx, method, arguments);
          return result instanceof NetClient client ? watched(vertx, client, limit) : result;
        });
  }

  private static NetClient watched(Vertx vertx, NetClient client, Duration limit) {
    return StandIn.of(
        NetClient.class,
        (method, arguments) -> {
          Object result = StandIn.pass(client, method, arguments);
          return method.getName().equals("connect")
              ? ((Future<?>) result)
                  .map(socket -> WatchedSocket.of(vertx, (NetSocket) socket, limit))
              : result;
        });
  }
}

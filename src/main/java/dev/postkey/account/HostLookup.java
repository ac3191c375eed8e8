package dev.postkey.account;

import dev.postkey.account.SourceFailure.Reason;
import dev.postkey.config.Config;
import dev.postkey.config.Hosts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Finds the addresses behind the host of a webhook and refuses those that it must not lead to. Who
 * connects uses these very addresses, so that the name cannot mean something else a moment later.
 * The system is asked, since it knows {@code /etc/hosts} and search domains; it blocks, so it is
 * asked on threads of its own and once for all who want to know at the same time. Belongs to the
 * account verticle's event loop.
 */
final class HostLookup {
  private static final int THREADS = 16;

  /** How names are resolved. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws Exception;
  }

  private final Resolver resolver;
  private final WorkerExecutor threads;
  private final Map<String, Future<List<InetAddress>>> underWay = new HashMap<>();

  HostLookup(Vertx vertx, Resolver resolver) {
    this.resolver = resolver;
    this.threads = vertx.createSharedWorkerExecutor("postkey-account-dns", THREADS);
  }

  /** Where {@code webhook} is; fails with a {@link SourceFailure}. */
  Future<List<InetAddress>> addresses(Config.Webhook webhook) {
    String host = Hosts.withoutBrackets(webhook.url().getHost());
    return resolved(host)
        .compose(
            found ->
                found.stream().allMatch(address -> admits(webhook, host, address))
                    ? Future.succeededFuture(found)
                    : Future.failedFuture(new SourceFailure(Reason.FORBIDDEN_ADDRESS)));
  }

  /** Who says localhost means it; any other name that leads here does not. */
  private static boolean admits(Config.Webhook webhook, String host, InetAddress address) {
    return Hosts.isLoopback(host) ? address.isLoopbackAddress() : webhook.network().admits(address);
  }

  private Future<List<InetAddress>> resolved(String host) {
    Future<List<InetAddress>> running = underWay.get(host);
    if (running != null) {
      return running;
    }
    Callable<List<InetAddress>> look = () -> List.of(resolver.resolve(host));
    Future<List<InetAddress>> started =
        threads
            .executeBlocking(look, false)
            .recover(error -> Future.failedFuture(new SourceFailure(Reason.NOT_FOUND)));
    underWay.put(host, started);
    return started.onComplete(done -> underWay.remove(host));
  }

  Future<Void> close() {
    return threads.close();
  }
}

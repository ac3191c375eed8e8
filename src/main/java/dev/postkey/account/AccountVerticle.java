package dev.postkey.account;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.FindAccount;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says whose account an address is: line 3 of the flow. Each app has a source of its own. */
public final class AccountVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(AccountVerticle.class);

  private final Bus bus;
  private final Supplier<Config> config;
  private final HostLookup.Resolver resolver;
  private final HttpClientOptions options;
  private WebhookAccounts webhooks;

  /** Why the sources of apps have failed since they last worked: each reason is logged once. */
  private final Map<AppId, Set<SourceFailure.Reason>> failing = new HashMap<>();

  /**
   * @param config asked anew for every question
   */
  public AccountVerticle(Bus bus, Supplier<Config> config) {
    this(bus, config, InetAddress::getAllByName, new HttpClientOptions());
  }

  /**
   * For tests, which have names and certificates of their own.
   *
   * @param resolver how names are resolved
   * @param options whom to trust
   */
  AccountVerticle(
      Bus bus, Supplier<Config> config, HostLookup.Resolver resolver, HttpClientOptions options) {
    this.bus = bus;
    this.config = config;
    this.resolver = resolver;
    this.options = options;
  }

  @Override
  public Future<?> start() {
    // As many as the outbox works on, so that no app's source can keep it from another's.
    int atOnce = config.get().outbox().slots();
    HostLookup lookup = new HostLookup(vertx, resolver);
    WebhookClient client = new WebhookClient(vertx, lookup, atOnce, options);
    webhooks = new WebhookAccounts(client, Clock.systemUTC());
    return bus.serve(Addresses.FIND_ACCOUNT, this::find);
  }

  @Override
  public Future<?> stop() {
    return webhooks.close();
  }

  private Future<FindAccount.Outcome> find(FindAccount question) {
    Optional<Config.Webhook> webhook = config.get().app(question.app()).accounts().webhook();
    return webhook.isPresent()
        ? ask(question, webhook.get())
        : Future.succeededFuture(new FindAccount.Found(question.hint()));
  }

  private Future<FindAccount.Outcome> ask(FindAccount question, Config.Webhook webhook) {
    return webhooks
        .find(question, webhook)
        .onSuccess(told -> recovered(question.app()))
        .recover(
            error ->
                error instanceof SourceFailure failure
                    ? Future.succeededFuture(failed(question.app(), failure))
                    : Future.failedFuture(error));
  }

  private FindAccount.Failed failed(AppId app, SourceFailure failure) {
    if (failing.computeIfAbsent(app, first -> new HashSet<>()).add(failure.reason())) {
      log.warn(
          "account_source_failed app={} reason={} detail=\"the webhook {}\"",
          app,
          failure.reason().word(),
          failure.getMessage());
    }
    return new FindAccount.Failed(failure.reason().word());
  }

  private void recovered(AppId app) {
    if (failing.remove(app) != null) {
      log.info("account_source_recovered app={}", app);
    }
  }
}

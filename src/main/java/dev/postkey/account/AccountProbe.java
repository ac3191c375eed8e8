package dev.postkey.account;

import dev.postkey.bus.FindAccount;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether an app's webhook answers as it should, by asking it for an address that nobody
 * can have (RFC 2606). Asked by {@code postkey check}; may be used from any thread.
 */
public final class AccountProbe {
  private static final EmailAddress NOBODY = EmailAddress.parse("postkey-check@postkey.invalid");

  private final Vertx vertx;

  public AccountProbe(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Fails with {@link Unavailable}, whose message is a sentence for the operator.
   *
   * @param app one with a webhook
   */
  public Future<Void> probe(Config.App app) {
    Promise<Void> told = Promise.promise();
    vertx.runOnContext(now -> ask(app).onComplete(told));
    return told.future();
  }

  private Future<Void> ask(Config.App app) {
    HostLookup lookup = new HostLookup(vertx, InetAddress::getAllByName);
    WebhookAccounts webhooks =
        new WebhookAccounts(
            new WebhookClient(vertx, lookup, 1, new HttpClientOptions()), Clock.systemUTC());
    return webhooks
        .find(question(app), app.accounts().webhook().orElseThrow())
        .<Void>mapEmpty()
        .recover(
            error ->
                Future.failedFuture(
                    new Unavailable(
                        "accounts of " + app.id() + ": the webhook " + error.getMessage())))
        .eventually(webhooks::close);
  }

  private static FindAccount question(Config.App app) {
    FindAccount.Account hint =
        FindAccount.Account.said(
            NOBODY, Optional.empty(), Optional.empty(), Locale.ENGLISH, Map.of());
    RequestId request = new RequestId(Secrets.system().idIn(0, 1));
    return new FindAccount(request, app.id(), NOBODY, hint);
  }
}

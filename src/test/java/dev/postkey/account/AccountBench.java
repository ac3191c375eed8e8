package dev.postkey.account;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.FindAccount;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.support.Configs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The account verticle alone, asked over the bus. */
final class AccountBench {
  static final RequestId REQUEST = new RequestId("AAECAwQFBgcICQoLDA0ODw");
  static final String ASKED = "asked@example.com";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);

  /**
   * @param environment as in {@link Configs#of}
   */
  AccountBench(HostLookup.Resolver resolver, HttpClientOptions options, String... environment)
      throws Exception {
    var config = Configs.of("redis://127.0.0.1:1", environment);
    vertx
        .deployVerticle(new AccountVerticle(bus, () -> config, resolver, options))
        .await(10, SECONDS);
  }

  Future<FindAccount.Outcome> asking() {
    EmailAddress email = EmailAddress.parse(ASKED);
    FindAccount.Account hint =
        FindAccount.Account.said(
            email, Optional.empty(), Optional.empty(), Locale.FRENCH, Map.of("from", "request"));
    return bus.ask(Addresses.FIND_ACCOUNT, new FindAccount(REQUEST, AppId.DEFAULT, email, hint));
  }

  FindAccount.Outcome ask() throws Exception {
    return asking().await(20, SECONDS);
  }

  /** Why it was not told. */
  String failure() throws Exception {
    return ((FindAccount.Failed) ask()).reason();
  }

  FindAccount.Account account() throws Exception {
    return ((FindAccount.Found) ask()).account();
  }

  void close() throws Exception {
    vertx.close().await(10, SECONDS);
  }
}

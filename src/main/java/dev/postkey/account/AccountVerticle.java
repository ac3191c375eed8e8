package dev.postkey.account;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.FindAccount;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Says whose account an address is: line 3 of the flow. */
public final class AccountVerticle extends VerticleBase {
  private final Bus bus;

  public AccountVerticle(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    return bus.serve(Addresses.FIND_ACCOUNT, this::find);
  }

  /** {@code trusted}, the only kind of source so far: the caller's back end knows. */
  private Future<FindAccount.Outcome> find(FindAccount question) {
    return Future.succeededFuture(new FindAccount.Found(question.hint()));
  }
}

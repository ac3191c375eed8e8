package dev.postkey.outbox;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Owns jobs: stores what is asked for, and works what is due. */
public final class OutboxVerticle extends VerticleBase {
  private final Bus bus;
  private final Supplier<Config> config;
  private final Keyring keyring;
  private final Consumer<Waypoint> passing;
  private Partitions partitions;
  private Store store;
  private JobStore jobs;
  private OutboxLoop loop;
  private OverdueSweep sweep;

  /**
   * @param config asked once for each piece of work
   * @param passing told of every {@link Waypoint}, on this verticle's event loop
   */
  public OutboxVerticle(
      Bus bus, Supplier<Config> config, Keyring keyring, Consumer<Waypoint> passing) {
    this.bus = bus;
    this.config = config;
    this.keyring = keyring;
    this.passing = passing;
  }

  @Override
  public Future<?> start() {
    Config.Redis redis = config.get().redis();
    Random random = new Random();
    partitions = new Partitions(redis.partitions());
    store = new Store(vertx, redis, partitions, keyring);
    jobs = new JobStore(store, partitions, keyring);
    Lanes lanes = new Lanes(config.get().apps().size() > 1, System::nanoTime);
    Debts debts = new Debts(vertx);
    JobWorker worker =
        new JobWorker(vertx, bus, config, jobs, new Backoff(random), lanes, debts, passing);
    loop =
        new OutboxLoop(vertx, bus, config, jobs, worker, lanes, debts, partitions.count(), random);
    sweep = new OverdueSweep(vertx, bus, jobs, partitions.count());
    loop.start();
    sweep.start();
    return Future.all(
        bus.serve(Addresses.ACCEPT, this::accept),
        bus.serve(Addresses.STORY, jobs::story),
        bus.serve(Addresses.CLEAR, worker::clear));
  }

  @Override
  public Future<?> stop() {
    sweep.stop();
    return loop.stop().eventually(store::close);
  }

  /** Line 2 of the flow. The wake-up comes after the answer. */
  private Future<AcceptRequest.Outcome> accept(AcceptRequest request) {
    passing.accept(Waypoint.ACCEPTING);
    return jobs.accept(request, config.get())
        .onSuccess(stored -> passing.accept(Waypoint.ACCEPTED))
        .map(
            acceptance -> {
              if (acceptance.fresh()) {
                accepted(request, acceptance);
              }
              return acceptance.outcome();
            });
  }

  private void accepted(AcceptRequest request, JobStore.Acceptance acceptance) {
    AcceptRequest.Accepted accepted = (AcceptRequest.Accepted) acceptance.outcome();
    bus.publish(
        new Fact.RequestAccepted(
            accepted.request(),
            request.app(),
            request.email(),
            acceptance.limited(),
            request.key()));
    loop.wake(accepted.request().partition(partitions.count()));
  }
}

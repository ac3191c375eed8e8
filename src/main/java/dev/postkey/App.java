package dev.postkey;

import dev.postkey.account.AccountVerticle;
import dev.postkey.bus.Bus;
import dev.postkey.config.Config;
import dev.postkey.http.Challenges;
import dev.postkey.http.ClientLimits;
import dev.postkey.http.HttpVerticle;
import dev.postkey.http.SharedLimits;
import dev.postkey.journal.JournalVerticle;
import dev.postkey.journal.TrailVerticle;
import dev.postkey.mail.MailVerticle;
import dev.postkey.manage.ManagementVerticle;
import dev.postkey.model.Secrets;
import dev.postkey.outbox.DeadLetterVerticle;
import dev.postkey.outbox.OutboxVerticle;
import dev.postkey.outbox.Waypoint;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Keyring;
import dev.postkey.token.TokenVerticle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Postkey, put together. Alone in knowing all verticles, it starts them from the inside out, so
 * that an open public port means ready, and stops them from the outside in, so that whatever was
 * accepted keeps what works it until it is settled.
 */
public final class App {
  private final Supplier<Config> config;
  private final BiConsumer<Vertx, Router> operatorPages;
  private final Consumer<Waypoint> passing;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx;
  private final Bus bus;

  /** What is deployed, the last first. A stop may overtake a start, on another thread. */
  private final Deque<String> deployments = new ConcurrentLinkedDeque<>();

  private final List<HttpVerticle> http = new ArrayList<>();
  private ManagementVerticle management;

  /** Why this node should get no requests now, if so. */
  private volatile Optional<String> closedBecause = Optional.of("this node is starting");

  /**
   * @param config asked anew for every piece of work
   * @param operatorPages adds routes to the management port, behind its guard
   */
  public App(Supplier<Config> config, BiConsumer<Vertx, Router> operatorPages) {
    this(config, operatorPages, point -> {});
  }

  /**
   * For tests that end the process at a certain moment.
   *
   * @param passing told of every waypoint that a request passes
   */
  public App(
      Supplier<Config> config,
      BiConsumer<Vertx, Router> operatorPages,
      Consumer<Waypoint> passing) {
    this.config = config;
    this.passing = passing;
    this.operatorPages = operatorPages;
    this.vertx = vertx(metrics);
    this.bus = Bus.create(vertx);
  }

  private static Vertx vertx(PrometheusMeterRegistry metrics) {
    VertxBuilder builder = Vertx.builder().withMetrics(new MicrometerMetricsFactory(metrics));
    return builder
        .with(
            new VertxOptions()
                .setMetricsOptions(
                    new MicrometerMetricsOptions()
                        .setEnabled(true)
                        .setJvmMetricsEnabled(true)
                        // Not the method: it is the caller's, and each would be counted for good.
                        .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
                        // Facts are counted by the journal; counting every message too costs much.
                        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)))
        .build();
  }

  /** Starts everything. When that fails, what had been started is stopped. */
  public Future<Void> start() {
    // Of no context: a failure is told when the event loops have ended.
    Promise<Void> started = Promise.promise();
    deployAll()
        .onSuccess(
            done -> {
              closedBecause = Optional.empty();
              started.complete();
            })
        .onFailure(error -> stop().onComplete(stopped -> started.fail(error)));
    return started.future();
  }

  private Future<Void> deployAll() {
    Keyring keyring = Keyring.of(config.get().secrets());
    IndexKeys index = keyring.index();
    management =
        new ManagementVerticle(bus, config, keyring, metrics, () -> closedBecause, operatorPages);
    return deploy(management)
        .compose(done -> deploy(new JournalVerticle(bus, metrics)))
        .compose(done -> deploy(new TrailVerticle(bus, config, index, metrics)))
        .compose(done -> deploy(new AccountVerticle(bus, config)))
        .compose(done -> deploy(new TokenVerticle(bus, config, keyring)))
        .compose(done -> deploy(new MailVerticle(bus, config, Clock.systemUTC())))
        .compose(done -> deploy(new OutboxVerticle(bus, config, keyring, passing)))
        .compose(done -> deploy(new DeadLetterVerticle(bus, config, keyring)))
        .compose(done -> deployHttp(index));
  }

  /** Deploys one more verticle, outermost. */
  public Future<Void> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::push).mapEmpty();
  }

  /** One for each event loop, on one port. */
  private Future<Void> deployHttp(IndexKeys index) {
    Challenges challenges = new Challenges(index, Secrets.system(), Clock.systemUTC());
    int loops = config.get().http().port() == 0 ? 1 : VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
    return vertx
        .deployVerticle(
            () -> {
              ClientLimits limits = new SharedLimits(vertx, config.get().redis(), index);
              HttpVerticle verticle = new HttpVerticle(bus, config, limits, challenges);
              http.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(loops))
        .onSuccess(deployments::push)
        .mapEmpty();
  }

  /**
   * Stops in the order of a request's life: no new requests, then the attempts under way, then what
   * they need. Readiness goes first. Never fails.
   */
  public Future<Void> stop() {
    closedBecause = Optional.of("this node is stopping");
    Future<Void> stopped = Future.succeededFuture();
    for (String id = deployments.poll(); id != null; id = deployments.poll()) {
      String deployment = id;
      stopped = stopped.eventually(() -> vertx.undeploy(deployment));
    }
    return stopped.eventually(vertx::close).otherwiseEmpty();
  }

  /** The facts of this node, for those who want to tell a story. */
  public Bus bus() {
    return bus;
  }

  public int httpPort() {
    return http.get(0).port();
  }

  public int managementPort() {
    return management.port();
  }
}

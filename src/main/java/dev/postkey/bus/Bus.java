package dev.postkey.bus;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only door to the event bus: typed questions, answers and facts, all within this process. May
 * be used from any context; answers arrive on the asker's.
 */
public final class Bus {
  private static final Logger log = LoggerFactory.getLogger(Bus.class);

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBus eventBus;

  private Bus(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /** Prepares the event bus of {@code vertx}. Called once for each, before any deployment. */
  public static Bus create(Vertx vertx) {
    EventBus eventBus = vertx.eventBus();
    eventBus
        .registerCodec(new LocalCodec())
        .codecSelector(body -> body instanceof BusMessage ? LocalCodec.NAME : null);
    return new Bus(eventBus);
  }

  /**
   * Asks and waits for the answer. Fails with {@link Unavailable} when nobody answers in time or
   * the answerer could not reach what it needs, with {@link Fault} when it broke.
   */
  public <Q extends BusMessage, A extends BusMessage> Future<A> ask(Address<Q, A> at, Q question) {
    DeliveryOptions options = new DeliveryOptions(LOCAL).setSendTimeout(at.patience().toMillis());
    return eventBus
        .<A>request(at.name(), question, options)
        .map(reply -> reply.body())
        .recover(error -> Future.failedFuture(failure(at, error)));
  }

  /**
   * Answers what is asked at an address. The returned future of {@code answer} is the answer; an
   * exception it throws is an answer too, so that no asker waits in vain.
   */
  public <Q extends BusMessage, A extends BusMessage> Future<Void> serve(
      Address<Q, A> at, Function<Q, Future<? extends A>> answer) {
    MessageConsumer<Q> consumer =
        eventBus.localConsumer(
            at.name(),
            message ->
                Future.<Void>succeededFuture()
                    .<A>compose(
                        start ->
                            requireNonNull(answer.apply(message.body()), "no future was returned")
                                .map(reply -> reply))
                    .onSuccess(reply -> message.reply(reply, LOCAL))
                    .onFailure(
                        error ->
                            message.fail(codeOf(at, error), error.getClass().getSimpleName())));
    return consumer.completion();
  }

  /** Tells whoever listens. */
  public void publish(Fact fact) {
    eventBus.publish(Addresses.EVENTS, fact, LOCAL);
  }

  /** Listens to every fact. */
  public Future<Void> listen(Consumer<Fact> listener) {
    MessageConsumer<Fact> consumer =
        eventBus.localConsumer(Addresses.EVENTS, message -> listener.accept(message.body()));
    return consumer.completion();
  }

  private static final int UNAVAILABLE = 503;
  private static final int FAULT = 500;

  private static int codeOf(Address<?, ?> at, Throwable error) {
    if (error instanceof Unavailable) {
      return UNAVAILABLE;
    }
    log.error("answer_failed address={}", at.name(), error);
    return FAULT;
  }

  private static RuntimeException failure(Address<?, ?> at, Throwable error) {
    if (error instanceof ReplyException reply && reply.failureCode() == FAULT) {
      return new Fault(at.name());
    }
    return new Unavailable(at.name());
  }
}

package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A deployed {@link MailVerticle}, asked through its address as the outbox asks it. */
final class PostOffice implements AutoCloseable {
  static final Duration ATTEMPT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.create(vertx);
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

  private PostOffice(Supplier<Config> config) throws Exception {
    vertx.exceptionHandler(uncaught::add);
    vertx.deployVerticle(new MailVerticle(bus, config, Mails.CLOCK)).await(10, SECONDS);
  }

  /** With relays on these loopback ports, in plain text. */
  static PostOffice open(int... ports) throws Exception {
    return open(ATTEMPT, ports);
  }

  static PostOffice open(Duration attempt, int... ports) throws Exception {
    Config.Relay[] relays = IntStream.of(ports).mapToObj(Mails::relay).toArray(Config.Relay[]::new);
    return open(Mails.config(Mails.smtp(attempt, relays), Mails.app()));
  }

  static PostOffice open(Config config) throws Exception {
    return open(() -> config);
  }

  static PostOffice open(Supplier<Config> config) throws Exception {
    return new PostOffice(config);
  }

  SendMail.Outcome send(SendMail mail) throws Exception {
    return ask(mail).await(20, SECONDS);
  }

  Future<SendMail.Outcome> ask(SendMail mail) {
    return bus.ask(Addresses.SEND, mail);
  }

  /** What nobody caught, for tests that expect nothing of the kind. */
  List<Throwable> uncaught() {
    return uncaught;
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the verticle does not stop", e);
    }
  }
}

package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final int CONNECTIONS = 16;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedSmtp smtp = ScriptedSmtp.start();
  private final AtomicInteger shortTimers = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
    smtp.close();
  }

  @Test
  void one_timer_waits_for_the_end_of_a_cool_down_however_many_mails_were_turned_away()
      throws Exception {
    smtp.on("MAIL", "421 4.3.2 too busy");
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(start -> sendAll().onComplete(done));
    done.future().await(20, SECONDS);

    // Two, should the machine be so slow that there are two cool-downs.
    assertThat(shortTimers).hasPositiveValue().hasValueLessThan(CONNECTIONS / 2);
  }

  private Future<Void> sendAll() {
    Config.Relay configured = Mails.relay(smtp.port(), CONNECTIONS, Optional.empty());
    Config.Smtp options = Mails.smtp(PostOffice.ATTEMPT, configured);
    Relay relay = Relay.open(counting(), configured, options, fact -> {});
    List<Future<Optional<SendMail.Outcome>>> all =
        Stream.generate(() -> send(relay)).limit(CONNECTIONS).toList();
    return Future.join(all).mapEmpty();
  }

  private static Future<Optional<SendMail.Outcome>> send(Relay relay) {
    MailMessage message =
        new MailMessage().setFrom("a@example.com").setTo("b@example.com").setText("hello");
    return relay.send(message, Clearance.GIVEN, PostOffice.ATTEMPT, PostOffice.ATTEMPT);
  }

  /** A Vert.x whose timers of up to a cool-down are counted; attempts take longer. */
  private Vertx counting() {
    return StandIn.of(
        Vertx.class,
        (method, arguments) -> {
          if (method.getName().equals("setTimer")
              && (long) arguments[0] <= Window.COOL_DOWN.toMillis() + 1) {
            shortTimers.incrementAndGet();
          }
          return StandIn.pass(vertx, method, arguments);
        });
  }
}

package dev.postkey.blind;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.App;
import dev.postkey.config.Config;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.Configs;
import dev.postkey.support.Forwarder;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * S9 by measurement: requests of all kinds, one after the other in random order, and whether their
 * times tell the kinds apart, whatever goes wrong meanwhile. Takes minutes.
 */
@Tag("blind")
class BlindnessTest {
  /** How many of each kind; enough that chance alone seldom leaves the margin. */
  private static final int EACH = Integer.getInteger("blind.each", 5_000);

  private static final double MARGIN = 0.02;
  private static final int FORGET_AFTER = 200;

  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final AccountsServer accounts = AccountsServer.start().answering(Kind::account);
  private final ScriptedSmtp smtp = ScriptedSmtp.start().refusing(Kind.REFUSING);
  private final Random random = new Random();
  private Forwarder toRedis;
  private Forwarder toSmtp;
  private App app;
  private Caller caller;
  private int number;

  @BeforeEach
  void start() throws Exception {
    URI url = URI.create(redis.url());
    toRedis = Forwarder.open(0, url.getPort());
    toSmtp = Forwarder.open(0, smtp.port());
    Config config =
        Configs.of(
            redis.url().replace(":" + url.getPort(), ":" + toRedis.port()),
            accounts.environment(
                "DEFAULT",
                "POSTKEY_SMTP_RELAYS",
                "smtp://127.0.0.1:" + toSmtp.port(),
                "POSTKEY_LIMITS_PER_KEY",
                "1000000/1s",
                "POSTKEY_OUTBOX_MAX_JOBS",
                "1000000"));
    app = new App(() -> config, (vertx, router) -> {});
    app.start().await(20, SECONDS);
    caller = new Caller(app.httpPort());
    overTheLimit();
    measure(EACH / 10); // Compiles what is measured.
  }

  @AfterEach
  void stop() throws Exception {
    caller.close();
    toSmtp.close();
    app.stop().await(60, SECONDS);
    toRedis.close();
    smtp.close();
    accounts.close();
  }

  private void overTheLimit() throws IOException {
    for (int i = 0; i < 6 * Kind.LIMITED_ADDRESSES; i++) {
      caller.ask(Kind.LIMITED.email(i));
    }
  }

  @Test
  void S9_at_rest() throws Exception {
    check("at rest");
  }

  @Test
  void S9_while_others_ask_too() throws Exception {
    Crowd others = new Crowd(app.httpPort());
    try {
      check("under load");
    } finally {
      others.leave();
    }
  }

  @Test
  void S9_while_the_relay_says_nothing() throws Exception {
    toSmtp.hold();
    check("silent relay");
  }

  @Test
  void S9_while_the_relay_cannot_be_reached() throws Exception {
    toSmtp.close();
    check("dead relay");
  }

  @Test
  void S9_while_the_application_says_nothing() throws Exception {
    accounts.answering(question -> AccountsServer.stalled());
    check("silent application");
  }

  @Test
  void S9_while_redis_is_slow() throws Exception {
    toRedis.delay(Duration.ofMillis(2));
    check("slow Redis");
  }

  private void check(String condition) throws IOException {
    Map<Kind, double[]> times = measure(EACH);
    double[] known = times.get(Kind.KNOWN);
    System.out.printf("S9 %-18s known   median %.3f ms%n", condition, median(known));
    List<Kind> told = new ArrayList<>();
    for (Kind kind : List.of(Kind.UNKNOWN, Kind.LIMITED, Kind.REFUSED)) {
      Curve curve = Curve.of(known, times.get(kind));
      System.out.printf(
          "S9 %-18s %-7s median %.3f ms, area under the curve %s%n",
          condition, kind.name().toLowerCase(), median(times.get(kind)), curve);
      if (!curve.isBlind(MARGIN)) {
        told.add(kind);
      }
    }
    assertThat(told).as("kinds that can be told from known ones").isEmpty();
  }

  /** In milliseconds, of so many requests of each kind, shuffled. */
  private Map<Kind, double[]> measure(int each) throws IOException {
    List<Kind> order = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      order.addAll(Collections.nCopies(each, kind));
    }
    Collections.shuffle(order, random);
    Map<Kind, double[]> times = new EnumMap<>(Kind.class);
    Map<Kind, Integer> count = new EnumMap<>(Kind.class);
    for (Kind kind : order) {
      Caller.Answer answer = caller.ask(kind.email(number++));
      assertThat(answer.head()).startsWith("HTTP/1.1 202 ");
      if (number % FORGET_AFTER == 0) {
        smtp.forget();
        accounts.forget();
      }
      int index = count.merge(kind, 1, Integer::sum) - 1;
      times.computeIfAbsent(kind, first -> new double[each])[index] = answer.nanos() / 1e6;
    }
    return times;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

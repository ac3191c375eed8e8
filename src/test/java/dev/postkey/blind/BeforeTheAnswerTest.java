package dev.postkey.blind;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.App;
import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.support.AccountsServer;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.FreePorts;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * S9 by its structure: before the answer goes out, the same is said on the bus and the same is
 * asked of Redis, in texts of the same lengths, whatever is behind an address.
 */
class BeforeTheAnswerTest {
  /** How much is left of the caller's own limit, which is a matter of its pace. */
  private static final String OWN_LIMIT = "(?i)(ratelimit: [^;]*;r=)\\d+;t=\\d+";

  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final AccountsServer accounts = AccountsServer.start().answering(Kind::account);
  private final ScriptedSmtp smtp = ScriptedSmtp.start().refusing(Kind.REFUSING);
  private final BusTraffic bus = new BusTraffic();
  private App app;
  private Facts facts;
  private Caller caller;
  private RedisTraffic traffic;
  private int asked;

  /** All that happens before an answer, and the answer but for its request's id. */
  private record Seen(List<String> onTheBus, List<String> inRedis, String head, String body) {}

  private void start(int relay) throws Exception {
    Config config =
        Configs.of(
            redis.url(),
            accounts.environment("DEFAULT", "POSTKEY_SMTP_RELAYS", "smtp://127.0.0.1:" + relay));
    app = new App(() -> config, (vertx, router) -> {});
    facts = new Facts(app.bus());
    app.start().await(20, SECONDS);
    app.deploy(bus).await(20, SECONDS);
    caller = new Caller(app.httpPort());
    traffic = new RedisTraffic(redis.url());
    for (int i = 0; i < 6; i++) {
      ask(Kind.LIMITED.email(0)); // Now it is over its limit, and every script is loaded.
    }
  }

  @AfterEach
  void stop() throws Exception {
    traffic.close();
    caller.close();
    app.stop().await(60, SECONDS);
    smtp.close();
    accounts.close();
  }

  @Test
  void S9_the_same_happens_before_every_answer() throws Exception {
    start(smtp.port());

    check(Stream.of(Kind.values()).map(kind -> kind.email(0)).toList());

    assertThat(reasons()).contains("unknown-account", "limited");
    assertThat(facts.of(Fact.MailDied.class)).hasSize(1);
  }

  @Test
  void S9_the_same_happens_while_no_relay_answers_and_the_application_is_dead() throws Exception {
    accounts.close();
    start(FreePorts.one());

    check(Stream.of(Kind.values()).map(kind -> kind.email(0)).toList());
  }

  private void check(List<String> addresses) throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (String address : addresses) {
      seen.add(ask(address));
    }
    Seen first = seen.get(0);
    assertThat(first.onTheBus()).containsExactly("outbox.accept AcceptRequest");
    assertThat(first.inRedis()).hasSizeGreaterThan(6).anyMatch(line -> line.contains("verdict"));
    assertThat(first.head()).startsWith("HTTP/1.1 202 ").contains("/v1/reset-requests/(id)");
    assertThat(seen).allSatisfy(other -> assertThat(other).isEqualTo(first));
  }

  /** Asks when nothing else is under way, and waits until that is so again. */
  private Seen ask(String email) throws Exception {
    traffic.since();
    bus.since();
    Caller.Answer answer = caller.ask(email);
    List<RedisTraffic.Run> runs = traffic.since();
    List<String> said = bus.since();
    asked++;
    Eventually.holds("the work is done or put off", () -> settled() >= asked);
    String id = answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    return new Seen(
        said,
        before(runs),
        answer.head().replace(id, "(id)").replaceAll(OWN_LIMIT, "$1(own)"),
        answer.body().replace(id, "(id)"));
  }

  /** Of the connections on which callers are counted, all; of the outbox, what stores a request. */
  private static List<String> before(List<RedisTraffic.Run> runs) {
    Set<String> counting =
        runs.stream()
            .filter(run -> run.shapes().get(0).matches("(?i)evalsha text#40 number limit#\\d+ .*"))
            .map(RedisTraffic.Run::from)
            .collect(Collectors.toSet());
    assertThat(counting).as(runs.toString()).hasSize(1);
    return runs.stream()
        .filter(
            run ->
                counting.contains(run.from())
                    || run.shapes().stream()
                        .anyMatch(shape -> shape.contains("verdict") && shape.startsWith("HSET")))
        .flatMap(run -> run.shapes().stream())
        .toList();
  }

  private long settled() {
    return facts.of(Fact.MailSent.class).size()
        + facts.of(Fact.MailDied.class).size()
        + facts.of(Fact.RequestEnded.class).size()
        + facts.of(Fact.MailDelayed.class).stream()
            .map(Fact.MailDelayed::request)
            .distinct()
            .count();
  }

  private List<String> reasons() {
    return facts.of(Fact.RequestEnded.class).stream().map(Fact.RequestEnded::reason).toList();
  }
}

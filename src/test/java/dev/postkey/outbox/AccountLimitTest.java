package dev.postkey.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits of which nobody is told: those of an account and of a recipient domain. */
class AccountLimitTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode first = new OutboxNode(redis);
  @RegisterExtension final OutboxNode second = new OutboxNode(redis);
  @RegisterExtension final OutboxNode third = new OutboxNode(redis);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  @Test
  @DisplayName(
      "S10: of 150 requests for one account, over three nodes, exactly as many are mailed as may")
  void s10_exactly_as_many_are_mailed_as_may() throws Exception {
    List<OutboxNode> nodes = List.of(first, second, third);
    for (OutboxNode node : nodes) {
      node.start("POSTKEY_LIMITS_PER_ACCOUNT", "20/20h");
    }

    List<Thread> callers = new ArrayList<>();
    for (OutboxNode node : nodes) {
      Thread caller = new Thread(() -> askOften(node));
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      caller.join();
    }

    Eventually.holds(
        "all have come to their end",
        () ->
            of(nodes, Fact.MailSent.class).count() + of(nodes, Fact.RequestEnded.class).count()
                == 150);
    assertThat(nodes.stream().mapToInt(node -> node.mails.size()).sum()).isEqualTo(20);
    assertThat(of(nodes, Fact.RequestEnded.class))
        .hasSize(130)
        .allMatch(ended -> ended.reason().equals("limited"));
  }

  private static void askOften(OutboxNode node) {
    try {
      node.acceptAll(Collections.nCopies(50, "ann@example.com"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T extends Fact> Stream<T> of(List<OutboxNode> nodes, Class<T> kind) {
    return nodes.stream().flatMap(node -> node.facts.of(kind).stream());
  }

  /** What one node stores, with nobody there to work it. */
  private final class Jobs {
    private final Config config;
    private final JobStore jobs;

    Jobs(String... environment) {
      config = Configs.of(redis.url(), environment);
      Partitions partitions = new Partitions(config.redis().partitions());
      Keyring keyring = Keyring.of(config.secrets());
      jobs =
          new JobStore(
              new Store(vertx, config.redis(), partitions, keyring.index()), partitions, keyring);
    }

    /** How many of these were within the limits. */
    long allowed(List<String> emails) throws Exception {
      List<Future<JobStore.Acceptance>> stored =
          emails.stream().map(email -> jobs.accept(OutboxNode.asking(email), config)).toList();
      Future.all(stored).await(20, SECONDS);
      return stored.stream().filter(one -> !one.result().limited()).count();
    }
  }

  private static List<String> people(int count, String domain) {
    return IntStream.range(0, count).mapToObj(i -> "person" + i + "@" + domain).toList();
  }

  @Test
  @DisplayName(
      "S10: a domain gets exactly as many mails as it may, and a flood for one account takes none of them")
  void s10_a_domain_gets_exactly_as_many_as_it_may() throws Exception {
    Jobs jobs = new Jobs("POSTKEY_LIMITS_PER_DOMAIN", "30/30h");

    assertThat(jobs.allowed(Collections.nCopies(100, "ann@example.com"))).isEqualTo(5);
    assertThat(jobs.allowed(people(100, "example.com"))).isEqualTo(25);
    assertThat(jobs.allowed(people(20, "EXAMPLE.com"))).as("in whatever case").isZero();
    assertThat(jobs.allowed(people(100, "example.org"))).isEqualTo(30);
  }

  @Test
  @DisplayName("S10: what its domain refuses does not count for an account")
  void s10_a_domain_over_its_limit_takes_nothing_from_its_accounts() throws Exception {
    Jobs strict = new Jobs("POSTKEY_LIMITS_PER_DOMAIN", "1/1h");
    assertThat(strict.allowed(Collections.nCopies(50, "ann@example.com"))).isEqualTo(1);

    Jobs open = new Jobs();
    assertThat(open.allowed(Collections.nCopies(50, "ann@example.com"))).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "S10: where partitions cannot count together each counts its share of a domain's limit")
  void s10_each_partition_counts_its_share_of_a_domain() throws Exception {
    Jobs jobs = new Jobs("POSTKEY_LIMITS_PER_DOMAIN", "60/60h", "POSTKEY_REDIS_PARTITIONS", "4");

    assertThat(jobs.allowed(people(400, "example.com"))).isEqualTo(60);
  }

  @Test
  @DisplayName("S9: within its limits or over one of them, a request does the same to Redis")
  void s9_a_limited_request_does_the_same_to_redis() throws Exception {
    Jobs jobs = new Jobs("POSTKEY_LIMITS_PER_DOMAIN", "30/30h");
    jobs.allowed(people(1, "warm.example"));

    Map<String, Long> before = calls();
    assertThat(jobs.allowed(people(20, "example.com"))).isEqualTo(20);
    Map<String, Long> within = since(before);

    jobs.allowed(Collections.nCopies(5, "ann@example.net"));
    before = calls();
    assertThat(jobs.allowed(Collections.nCopies(20, "ann@example.net"))).isZero();
    assertThat(since(before)).as("over the account's").isEqualTo(within);

    jobs.allowed(people(10, "example.com"));
    before = calls();
    assertThat(jobs.allowed(people(20, "example.com"))).isZero();
    assertThat(since(before)).as("over the domain's").isEqualTo(within);
  }

  /** How often each command was called so far, but for those with which that is found out. */
  private static Map<String, Long> calls() {
    return ((String) redis.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .map(line -> line.substring("cmdstat_".length()).split(":calls=|,"))
        .filter(parts -> !List.of("info", "auth").contains(parts[0]))
        .collect(
            Collectors.toMap(
                parts -> parts[0], parts -> Long.parseLong(parts[1]), Long::sum, TreeMap::new));
  }

  private static Map<String, Long> since(Map<String, Long> before) {
    Map<String, Long> more = new TreeMap<>(calls());
    before.forEach((name, count) -> more.merge(name, -count, Long::sum));
    more.values().removeIf(count -> count == 0);
    return more;
  }
}

package dev.postkey.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.DeadReason;
import dev.postkey.bus.Fact;
import dev.postkey.bus.ReadTrail.Entry;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.redis.HeldClock;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TrailStoreTest {
  private static final RequestId REQUEST = new RequestId("AAECAwQFBgcICQoLDA0ODw");
  private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
  private static final Subject WHO = new Subject(ANN.value());
  private static final Duration KEEP = Duration.ofDays(30);

  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final Vertx vertx = Vertx.vertx();
  private HeldClock clock;
  private Store store;
  private TrailStore trails;

  @BeforeEach
  void start() {
    Config config = Configs.of(redis.url());
    IndexKeys index = new IndexKeys(new Secret(config.secrets().indexKey().reveal()));
    Partitions partitions = new Partitions(1);
    clock = new HeldClock(redis);
    store = clock.store(vertx, config.redis(), partitions, index);
    trails = new TrailStore(store, partitions, index, KEEP);
    redis.command(
        "HSET",
        Partitions.job(0, REQUEST.value()),
        "trail",
        index.address(AppId.DEFAULT, ANN).text());
  }

  @AfterEach
  void stop() throws Exception {
    store.close().await(5, SECONDS);
    vertx.close().await(5, SECONDS);
  }

  private void write(Fact... facts) throws Exception {
    List<TrailStore.Pending> notes =
        List.of(facts).stream()
            .map(fact -> new TrailStore.Pending(Note.of(fact).orElseThrow(), System.nanoTime()))
            .toList();
    trails.write(notes).await(10, SECONDS);
  }

  private List<Entry> read() throws Exception {
    return trails.read(AppId.DEFAULT, WHO).await(10, SECONDS);
  }

  private static Fact sent(int attempt) {
    return new Fact.MailSent(REQUEST, AppId.DEFAULT, "relay:587", attempt, Duration.ZERO);
  }

  private static Fact limited() {
    return new Fact.RequestAccepted(REQUEST, AppId.DEFAULT, ANN, true, Optional.of("shop"));
  }

  @Test
  void a_trail_holds_the_newest_hundred_of_what_was_mailed() throws Exception {
    List<Fact> facts = new ArrayList<>();
    IntStream.rangeClosed(1, 150).forEach(attempt -> facts.add(sent(attempt)));

    write(facts.toArray(Fact[]::new));

    assertThat(read())
        .hasSize(TrailStore.MOST_ENTRIES)
        .first()
        .satisfies(entry -> assertThat(entry.details()).containsEntry("attempt", 51));
  }

  @Test
  void what_was_done_with_links_is_not_pushed_out_by_what_is_asked_for() throws Exception {
    write(new Fact.TokenConsumed(REQUEST, AppId.DEFAULT, ANN));
    IntStream.rangeClosed(1, 150).forEach(this::writeSent);

    assertThat(read()).anyMatch(entry -> entry.event().equals("consumed"));
  }

  @Test
  void who_used_a_link_cannot_push_that_out_by_looking_at_it() throws Exception {
    write(new Fact.TokenConsumed(REQUEST, AppId.DEFAULT, ANN));
    for (int i = 0; i < 150; i++) {
      write(
          new Fact.TokenRefused(Optional.of(REQUEST), AppId.DEFAULT, DeadReason.USED),
          new Fact.LinkOpened(REQUEST, AppId.DEFAULT, ANN));
    }

    assertThat(read()).anyMatch(entry -> entry.event().equals("consumed"));
    assertThat(read()).hasSize(1 + TrailStore.MOST_ENTRIES);
  }

  private void writeSent(int attempt) {
    try {
      write(sent(attempt));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void requests_over_the_limit_are_counted_in_one_entry_until_something_else_happens()
      throws Exception {
    write(limited());
    write(limited(), limited());
    write(sent(1));
    write(limited());

    assertThat(read()).extracting(Entry::event).containsExactly("limited", "mailed", "limited");
    assertThat(read()).extracting(Entry::times).containsExactly(3, 1, 1);
  }

  @Test
  void an_entry_is_gone_when_its_time_is_over_though_the_trail_goes_on() throws Exception {
    write(sent(1));
    clock.advance(KEEP.minusMillis(1));
    assertThat(read()).hasSize(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(read()).as("not shown").isEmpty();

    write(sent(2));

    assertThat((List<?>) redis.command("LRANGE", keys().get(0), "0", "-1")).as("kept").hasSize(1);
  }

  private static List<String> keys() {
    return ((List<?>) redis.command("KEYS", "pk:*:trail:*"))
        .stream().map(Object::toString).toList();
  }

  @Test
  void a_dead_link_of_a_request_that_is_forgotten_is_let_go() throws Exception {
    redis.command("DEL", Partitions.job(0, REQUEST.value()));

    write(
        new Fact.TokenRefused(Optional.of(REQUEST), AppId.DEFAULT, DeadReason.EXPIRED),
        new Fact.LinkOpened(REQUEST, AppId.DEFAULT, ANN));

    assertThat(read()).extracting(Entry::event).containsExactly("opened");
  }

  @Test
  void what_is_limited_by_subject_is_told_at_its_end_and_what_was_from_the_start_is_not_again()
      throws Exception {
    Fact ended = new Fact.RequestEnded(REQUEST, AppId.DEFAULT, "limited");
    write(ended);
    redis.command("HSET", Partitions.job(0, REQUEST.value()), "verdict", "n");
    write(ended);

    assertThat(read()).hasSize(1);
  }

  @Test
  void beyond_what_may_wait_notes_are_dropped_and_counted_and_nobody_waits() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TrailWriter writer = new TrailWriter(vertx, trails, registry);
    Promise<Future<Void>> added = Promise.promise();
    vertx.runOnContext(
        turn -> {
          Note note = Note.of(sent(1)).orElseThrow();
          IntStream.range(0, TrailWriter.MOST_WAITING + 7).forEach(i -> writer.add(note));
          added.complete(writer.drained());
        });

    added.future().await(10, SECONDS).await(60, SECONDS);
    assertThat(registry.counter("postkey.trail.dropped").count()).isEqualTo(7);
  }
}

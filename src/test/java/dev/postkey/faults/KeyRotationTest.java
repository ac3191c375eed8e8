package dev.postkey.faults;

import static dev.postkey.faults.SealKeys.K1;
import static dev.postkey.faults.SealKeys.K2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.App;
import dev.postkey.support.Eventually;
import dev.postkey.support.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A new seal key takes over while three nodes are asked without a pause, as the guide tells it:
 * node by node from k1 to k1, k2, then k2, k1, and to k2 alone when nothing is left of k1 (F16).
 */
class KeyRotationTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private static final int NODES = 3;
  private static final int CLIENTS = 4;

  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final List<App> nodes = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final Crowd crowd = new Crowd(() -> nodes.stream().map(App::httpPort).toList());
  private MailSink sink;

  @BeforeEach
  void start() throws Exception {
    sink = MailSink.start();
    for (int i = 0; i < NODES; i++) {
      nodes.add(SealKeys.start(redis.url(), sink.port(), K1));
    }
  }

  @AfterEach
  void stop() throws Exception {
    clients.shutdownNow();
    clients.awaitTermination(30, TimeUnit.SECONDS);
    for (App node : nodes) {
      SealKeys.stop(node);
    }
    sink.close();
  }

  /** Restarts one node after the other with these keys, while clients ask; all are accepted. */
  private void roll(String... keys) throws Exception {
    CompletableFuture<Void> rolled =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (App node : List.copyOf(nodes)) {
                  nodes.remove(node);
                  SealKeys.stop(node);
                  nodes.add(SealKeys.start(redis.url(), sink.port(), keys));
                }
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    List<CompletableFuture<Void>> load = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      load.add(CompletableFuture.runAsync(() -> askUntil(rolled), clients));
    }
    for (CompletableFuture<Void> client : load) {
      client.get(2, TimeUnit.MINUTES);
    }
    rolled.get(1, TimeUnit.SECONDS);
  }

  private void askUntil(CompletableFuture<Void> end) {
    try {
      do {
        ask();
      } while (!end.isDone());
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private void ask() throws InterruptedException {
    Call call = crowd.ask(Arena.address(asked.getAndIncrement()), Crowd.PATIENT);
    assertThat(call.accepted()).as(call.toString()).isTrue();
  }

  private List<TakenMail> mails() throws Exception {
    Eventually.holds("a mail for each of " + asked, () -> sink.count() >= asked.get());
    return sink.mails();
  }

  /** Uses links that have not been used yet. */
  private void use(List<TakenMail> mails) throws Exception {
    for (TakenMail mail : mails) {
      if (used.add(mail.token())) {
        assertThat(crowd.use(mail.token())).as(mail.to()).isEqualTo(200);
      }
    }
  }

  /** Whether anything is sealed with it but what only tells of links that are used. */
  private static boolean isNeeded(String key) throws Exception {
    return EndState.read(redis.url())
        .dump()
        .lines()
        .anyMatch(line -> line.contains("1." + key + ".") && !line.contains("state, used"));
  }

  @Test
  void F16_a_rotation_under_load_loses_nothing_and_leaves_nothing_unreadable() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask();
    }
    List<TakenMail> before = mails();
    roll(K1, K2);
    use(before.subList(0, 10)); // Minted before the step, used after it.
    roll(K2, K1);
    use(before.subList(10, 20)); // Two steps old, sealed with the key that seals no more.
    ask();
    assertThat(isNeeded("k2")).isTrue();

    use(mails());
    assertThat(isNeeded("k1")).isFalse(); // What key --in-use tells.
    roll(K2);
    use(mails());

    Set<String> addressees = sink.mails().stream().map(TakenMail::to).collect(Collectors.toSet());
    assertThat(addressees).hasSize(asked.get());
    assertThat(sink.count()).isEqualTo(asked.get());
    EndState end = EndState.read(redis.url());
    assertThat(end.dead()).isEmpty();
    assertThat(end.due()).isEmpty();
    assertThat(end.jobs().values()).allMatch(job -> job.get("state").equals("sent"));
  }
}

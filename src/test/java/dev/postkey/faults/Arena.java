package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.ApiKeys;
import dev.postkey.outbox.Waypoint;
import dev.postkey.support.Eventually;
import dev.postkey.support.ServeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Nodes on one Redis and one mail server, the clients that ask them, and the record of it all. What
 * the nodes say stays under {@code target}.
 */
final class Arena {
  private static final Path FOLDER = Path.of("target", "faults").toAbsolutePath();
  private static final int CLIENTS = 8;

  /** Each so-manieth link is used, by so many at once. */
  private static final int USED = 7;

  private static final int USERS = 4;

  private final String name;
  private final String redisUrl;
  private final Path config;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private final List<Instant> faults = new CopyOnWriteArrayList<>();
  private final Crowd crowd = new Crowd(this::ports);
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  /**
   * @param name of the run
   * @param environment names and values that win over the file
   */
  Arena(String name, String redisUrl, int relayPort, String... environment) throws IOException {
    this.redisUrl = redisUrl;
    this.name = name;
    this.config =
        Files.createTempDirectory(Files.createDirectories(FOLDER), name + "-")
            .resolve("postkey.yaml");
    Files.writeString(config, yaml(redisUrl, relayPort));
    for (int i = 0; i < environment.length; i += 2) {
      this.environment.put(environment[i], environment[i + 1]);
    }
  }

  private static String yaml(String redisUrl, int relayPort) {
    return """
        http: { host: 127.0.0.1, port: 0, public-url: "https://accounts.example.com" }
        management: { port: 0 }
        redis: { url: "%s" }
        smtp: { relays: ["smtp://127.0.0.1:%d"] }
        mail: { from: "Example <no-reply@example.com>" }
        limits: { per-key: 100000/1s }
        secrets:
          seal-keys: ["k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE="]
          index-key: "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="
        apps:
          default:
            name: Example
            api-keys: ["sha256:%s"]
            link: "https://example.com/reset={token}"
        """
        .formatted(redisUrl, relayPort, ApiKeys.sha256(ServeMode.API_KEY));
  }

  /** Starts a node; it is not ready yet. */
  Node serve() throws IOException {
    return add(Node.serve(config, environment));
  }

  /** Starts a {@link HaltingNode}. */
  Node halting(Waypoint last, int pass) throws IOException {
    return add(Node.halting(config, environment, last, pass));
  }

  private Node add(Node node) {
    nodes.add(node);
    return node;
  }

  /** The nodes that clients can reach, the oldest first. */
  List<Node> open() {
    return nodes.stream().filter(Node::open).toList();
  }

  private List<Integer> ports() {
    return open().stream().map(Node::port).toList();
  }

  /** Writes down that a node is killed, held up or let go just now. */
  void fault() {
    faults.add(Instant.now());
  }

  /** How many have been written down. */
  int faults() {
    return faults.size();
  }

  /** An address of its own for each call, over several domains. */
  static String address(int number) {
    return "person" + number + "@domain" + number % 16 + ".faults.example";
  }

  /** Asks with the addresses of these numbers, several at a time, and waits for all answers. */
  void ask(int from, int to, Duration patience) throws Exception {
    record(all(to - from, number -> () -> crowd.ask(address(from + number), patience)));
  }

  /** Asks again for every other one of those that were not accepted. */
  void askAgain() throws Exception {
    List<String> open =
        calls.values().stream().filter(call -> !call.accepted()).map(Call::email).toList();
    List<String> some =
        IntStream.range(0, open.size()).filter(i -> i % 2 == 0).mapToObj(open::get).toList();
    record(all(some.size(), number -> () -> crowd.ask(some.get(number), Crowd.PATIENT)));
  }

  private void record(List<Call> answered) {
    answered.forEach(call -> calls.put(call.email(), call));
  }

  private <T> List<T> all(int count, IntFunction<Callable<T>> work) throws Exception {
    List<Callable<T>> calls = IntStream.range(0, count).mapToObj(work).toList();
    List<T> results = new ArrayList<>();
    for (Future<T> result : clients.invokeAll(calls)) {
      results.add(result.get());
    }
    return results;
  }

  /** Waits until nothing is due any more, for as long as it gets less. */
  void drain() throws Exception {
    long due = EndState.due(redisUrl);
    while (due > 0) {
      long before = due;
      due =
          Eventually.see(
              () -> "fewer due than " + before,
              () -> Optional.of(EndState.due(redisUrl)).filter(now -> now < before));
    }
  }

  /**
   * Uses some links, looks at all, and collects what everybody knows.
   *
   * @param mostMails how many mails a request may have caused
   */
  private Evidence evidence(List<TakenMail> mails, int mostMails) throws Exception {
    Map<String, List<Integer>> uses = use(mails);
    Map<String, String> links = new HashMap<>();
    List<String> looks = all(mails.size(), i -> () -> crowd.look(mails.get(i).token()));
    for (int i = 0; i < mails.size(); i++) {
      links.put(mails.get(i).token(), looks.get(i));
    }
    EndState redis = EndState.read(redisUrl);
    return new Evidence(
        List.copyOf(calls.values()),
        mails,
        redis,
        links,
        uses,
        logs(),
        mostMails,
        List.copyOf(faults));
  }

  /** One link of an account at most: using it is the end of the others. */
  private Map<String, List<Integer>> use(List<TakenMail> mails) throws Exception {
    Map<String, List<Integer>> uses = new HashMap<>();
    Set<String> accounts = new HashSet<>();
    for (int i = 0; i < mails.size(); i += USED) {
      String token = mails.get(i).token();
      if (accounts.add(mails.get(i).to())) {
        uses.put(token, all(USERS, user -> () -> crowd.use(token)));
      }
    }
    return uses;
  }

  private String logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    for (Node node : nodes) {
      logs.append(node.said().text());
    }
    return logs.toString();
  }

  /** Fails with the first promise that was broken; leaves a line of what the run came to. */
  Evidence verify(List<TakenMail> mails, int mostMails) throws Exception {
    Evidence run = evidence(mails, mostMails);
    Optional<Violation> violation = HistoryChecker.firstViolation(run);
    Files.writeString(
        FOLDER.resolve("runs.txt"),
        name + ": " + run.summary() + violation.map(v -> ", VIOLATION " + v).orElse("") + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    assertThat(violation).isEmpty();
    return run;
  }

  /** Ends whatever still runs. */
  void close() throws Exception {
    clients.shutdownNow();
    clients.awaitTermination(10, TimeUnit.SECONDS);
    for (Node node : nodes) {
      node.kill();
    }
  }
}

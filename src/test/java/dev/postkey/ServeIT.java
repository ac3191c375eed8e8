package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Eventually;
import dev.postkey.support.Http;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import dev.postkey.support.ReceivedMail;
import dev.postkey.support.ScriptedSmtp;
import dev.postkey.support.ServeMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Postkey in service on a Redis that it runs itself, with a mail server that is the test's. */
@Timeout(240)
class ServeIT {
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int CALLERS = 200;

  @RegisterExtension final PostkeyBench bench = new PostkeyBench();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private ScriptedSmtp smtp;
  private ServeMode serve;

  @BeforeEach
  void configure() throws IOException {
    smtp = ScriptedSmtp.start();
    serve = ServeMode.on(bench, "embedded:data", smtp.port());
  }

  @AfterEach
  void close() {
    smtp.close();
  }

  @Test
  void a_request_becomes_a_mail_and_each_fact_one_line_that_tells_nothing_secret()
      throws Exception {
    PostkeyProcess postkey = serve.start();

    assertThat(ask("ann@example.com")).isEqualTo(202);
    postkey.err().await(" dev.postkey.journal mail_sent ");
    ReceivedMail mail = ReceivedMail.parse(smtp.messages().get(0));
    assertThat(mail.to()).isEqualTo("ann@example.com");
    for (String call : List.of("inspect", "consume", "consume")) {
      Http.post(serve.port(), "/v1/tokens/" + call, ServeMode.API_KEY, token(mail));
    }

    postkey.err().await(" token_refused ");
    assertThat(journal(postkey))
        .containsExactly(
            "relay_configured",
            "request_accepted",
            "token_minted",
            "mail_sent",
            "link_opened",
            "token_consumed",
            "token_refused");
    assertThat(postkey.err().text())
        .contains("email=a***@example.com")
        .doesNotContain("ann@example.com", mail.token(), ServeMode.API_KEY);
    assertThat(postkey.out().text()).isEmpty();
  }

  @Test
  void F5_whatever_was_answered_202_before_sigterm_is_mailed_exactly_once_after_a_restart()
      throws Exception {
    PostkeyProcess first = serve.start();
    List<CompletableFuture<Void>> callers =
        Stream.generate(this::askUntilRefused).limit(CALLERS).toList();
    Eventually.holds("it is under load", () -> accepted.size() > CALLERS);

    first.terminate();
    assertThat(first.exitCode(STOP)).isEqualTo(143);
    CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    int mailedBefore = smtp.messages().size();
    serve.start();

    Eventually.holds("as many mails as 202s", () -> smtp.messages().size() >= accepted.size());
    Eventually.holds("every 202 is mailed", () -> mailed().keySet().containsAll(accepted));
    // What is asked for last is mailed last, so no second mail to anybody is still to come.
    ask("sentinel@example.com");
    Eventually.holds("the last", () -> mailed().containsKey("sentinel@example.com"));
    assertThat(mailed().values()).containsOnly(1L);
    assertThat(mailedBefore).as("some were left for the restart").isLessThan(accepted.size());
    assertThat(first.err().text()).doesNotContain(" ERROR ").doesNotContain("stop_incomplete");
    assertThat(events(first)).endsWith("stopped", "embedded_redis_stopped");
  }

  private int ask(String email) throws Exception {
    return Http.ask(serve.port(), ServeMode.API_KEY, email).statusCode();
  }

  private static String token(ReceivedMail mail) {
    return "{\"token\":\"" + mail.token() + "\"}";
  }

  /** Asks for one account after the other until the answer is no or does not come. */
  private CompletableFuture<Void> askUntilRefused() {
    String email = "user" + asked.incrementAndGet() + "@example.com";
    return Http.askAsync(serve.port(), ServeMode.API_KEY, email)
        .handle((answer, error) -> error == null && answer.statusCode() == 202)
        .thenCompose(
            yes -> {
              if (!yes) {
                return CompletableFuture.completedFuture(null);
              }
              accepted.add(email);
              return askUntilRefused();
            });
  }

  /** How many mails the server has taken for each address. */
  private Map<String, Long> mailed() {
    return smtp.messages().stream()
        .map(message -> ReceivedMail.parse(message).to())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** The facts in the order in which they were written down. */
  private static List<String> journal(PostkeyProcess postkey) throws IOException {
    return postkey.err().lines().stream()
        .filter(line -> line.contains(" dev.postkey.journal "))
        .map(ServeIT::event)
        .toList();
  }

  /** All that was logged, by its first word. */
  private static List<String> events(PostkeyProcess postkey) throws IOException {
    return postkey.err().lines().stream().map(ServeIT::event).toList();
  }

  /** What follows the time, the level and the logger. */
  private static String event(String line) {
    return line.split(" +")[3];
  }
}

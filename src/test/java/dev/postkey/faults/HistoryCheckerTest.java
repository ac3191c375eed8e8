package dev.postkey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail proves nothing: a good run, and each promise broken in turn. */
class HistoryCheckerTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  private final List<Call> calls = new ArrayList<>();
  private final List<TakenMail> mails = new ArrayList<>();
  private final Map<String, Map<String, String>> jobs = new HashMap<>();
  private final Map<String, String> due = new TreeMap<>();
  private final Map<String, String> dead = new TreeMap<>();
  private final Map<String, String> links = new HashMap<>();
  private final Map<String, List<Integer>> uses = new HashMap<>();
  private final List<Instant> faults = new ArrayList<>();
  private String dump = "pk:{p00}:job:a sealed";
  private String logs = "ready";
  private int mostMails = 1;

  @BeforeEach
  void a_good_run() {
    calls.add(call(ANN, Call.Answer.ACCEPTED, "a"));
    calls.add(call(BOB, Call.Answer.ACCEPTED, "b"));
    job("a", "sent", "");
    job("b", "sent", "");
    mail(ANN, "<a@x>", token('a'), 1);
    mail(BOB, "<b@x>", token('b'), 2);
    uses.put(token('b'), List.of(410, 200, 410));
    links.put(token('b'), "token-used");
  }

  private static Call call(String email, Call.Answer answer, String id) {
    return new Call(email, answer, Optional.ofNullable(id), "202", START, START.plusSeconds(1));
  }

  private void job(String id, String state, String reason) {
    jobs.put(id, new HashMap<>(Map.of("state", state, "reason", reason, "sealed", "…")));
  }

  private void mail(String to, String messageId, String token, int second) {
    mails.add(new TakenMail(to, messageId, token, START.plusSeconds(second), true));
    links.put(token, "live");
  }

  private static String token(char letter) {
    return String.valueOf(letter).repeat(43);
  }

  private Optional<Violation> check() {
    EndState redis = new EndState(jobs, due, dead, dump);
    return HistoryChecker.firstViolation(
        new Evidence(calls, mails, redis, links, uses, logs, mostMails, faults));
  }

  private void assertBroken(String invariant, String evidence) {
    Optional<Violation> violation = check();
    assertThat(violation).map(Violation::invariant).contains(invariant);
    assertThat(violation.orElseThrow().toString()).contains(evidence);
  }

  @Test
  void nothing_is_wrong_with_a_good_run() {
    assertThat(check()).isEmpty();
  }

  @Test
  void an_accepted_request_without_a_job_is_not_durable() {
    jobs.remove("a");

    assertBroken("durable", ANN);
  }

  @Test
  void a_request_that_redis_calls_sent_without_a_mail_is_not_durable() {
    mails.remove(0);

    assertBroken("durable", "mails []");
  }

  @Test
  void a_mail_that_the_relay_never_acknowledged_is_not_durable() {
    mails.set(0, mails.get(0).unacknowledged());

    assertBroken("durable", "acknowledged=false");
  }

  @Test
  void a_dead_letter_has_a_reason_and_is_listed() {
    mails.remove(0);
    job("a", "dead", "gave-up");
    assertBroken("durable", "is no dead letter");

    dead.put("a", "1");
    assertThat(check()).isEmpty();

    job("a", "dead", "");
    assertBroken("durable", "is a dead letter");
  }

  @Test
  void an_end_without_a_mail_has_a_reason() {
    mails.remove(0);
    job("a", "ended", "limited");
    assertThat(check()).isEmpty();

    job("a", "ended", "");
    assertBroken("durable", "state=ended");
  }

  @Test
  void a_request_is_sent_or_a_dead_letter_but_not_both() {
    dead.put("a", "1");

    assertBroken("durable", "is a dead letter");
  }

  @Test
  void what_is_still_due_is_not_drained() {
    due.put("a", "1");

    assertBroken("drained", "still due: {a=1}");
  }

  @Test
  void a_job_that_nothing_will_ever_work_again_is_not_drained() {
    job("c", "sending", "");

    assertBroken("drained", "c{");
  }

  @Test
  void a_call_without_an_answer_may_or_may_not_have_been_heard() {
    calls.add(call("cat@example.com", Call.Answer.UNKNOWN, null));
    assertThat(check()).isEmpty();

    mail("cat@example.com", "<c@x>", token('c'), 3);
    job("c", "sent", "");
    assertThat(check()).isEmpty();
  }

  @Test
  void a_mail_that_nobody_asked_for_is_named() {
    mail("eve@example.com", "<e@x>", token('e'), 3);

    assertBroken("asked for", "eve@example.com");
  }

  @Test
  void a_second_mail_needs_a_fault_between_the_two() {
    mostMails = 2;
    mail(ANN, "<a@x>", token('A'), 20);
    assertBroken("few duplicates", "faults []");

    faults.add(START.plusSeconds(30));
    assertBroken("few duplicates", "12:00:30Z");

    faults.add(START.plusSeconds(10));
    assertThat(check()).isEmpty();
  }

  @Test
  void more_mails_than_allowed_are_too_many_whatever_happened() {
    faults.add(START.plusSeconds(10));
    mail(ANN, "<a@x>", token('A'), 20);

    assertBroken("few duplicates", "at most 1");
  }

  @Test
  void the_mails_of_one_request_have_one_message_id() {
    mostMails = 2;
    faults.add(START.plusSeconds(10));
    mail(ANN, "<other@x>", token('A'), 20);

    assertBroken("few duplicates", "<other@x>");
  }

  @Test
  void a_mailed_link_that_is_dead_is_not_valid() {
    links.put(token('a'), "token-unknown");

    assertBroken("valid", "the link is token-unknown");
  }

  @Test
  void a_mailed_link_that_nobody_can_use_is_not_valid() {
    uses.put(token('b'), List.of(404, 404));

    assertBroken("valid", "nobody could use");
  }

  @Test
  void two_who_used_one_link_are_one_too_many() {
    uses.put(token('b'), List.of(200, 410, 200));

    assertBroken("once", "[200, 410, 200]");
  }

  @Test
  void a_used_link_that_lives_on_was_not_used_once() {
    links.put(token('b'), "live");

    assertBroken("once", "then it was live");
  }

  @Test
  void an_address_or_a_token_in_redis_is_not_sealed() {
    dump = "pk:{p00}:job:a [data, for " + ANN + "]";
    assertBroken("sealed", ANN);

    dump = "pk:{p00}:token:" + token('a');
    assertBroken("sealed", token('a'));
  }

  @Test
  void an_address_in_a_log_is_not_sealed() {
    logs = "accepted email=" + BOB;

    assertBroken("sealed", "accepted email=" + BOB);
  }
}

package dev.postkey.faults;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what clients, the mail server and Redis know of a run, and names the first promise of
 * Postkey that was broken, with what shows it.
 */
final class HistoryChecker {
  private static final Set<String> ENDS = Set.of("sent", "dead", "ended");

  /** A mail server may read a dot some time after the process that sent it is dead. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private final Evidence run;
  private final Map<String, List<TakenMail>> mails;

  private HistoryChecker(Evidence run) {
    this.run = run;
    this.mails =
        run.mails().stream()
            .sorted(Comparator.comparing(TakenMail::at))
            .collect(groupingBy(TakenMail::to, TreeMap::new, Collectors.toList()));
  }

  static Optional<Violation> firstViolation(Evidence run) {
    HistoryChecker checker = new HistoryChecker(run);
    return Stream.of(
            checker.askedFor(),
            checker.drained(),
            checker.durable(),
            checker.fewDuplicates(),
            checker.valid(),
            checker.once(),
            checker.sealed())
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Nobody gets a mail who did not ask. */
  private Optional<Violation> askedFor() {
    Set<String> asked = run.calls().stream().map(Call::email).collect(Collectors.toSet());
    return first(
        "asked for",
        run.mails().stream().filter(mail -> !asked.contains(mail.to())),
        mail -> "nobody asked for " + mail);
  }

  /** Nothing waits any more, and what is stored has ended. */
  private Optional<Violation> drained() {
    if (!run.redis().due().isEmpty()) {
      return Optional.of(new Violation("drained", "still due: " + run.redis().due()));
    }
    return first(
        "drained",
        run.redis().jobs().entrySet().stream()
            .filter(job -> !ENDS.contains(job.getValue().getOrDefault("state", ""))),
        job -> "no end, though nothing is due: job " + shown(job.getKey()));
  }

  /** After a {@code 202} a mail was taken, or Redis says why not. */
  private Optional<Violation> durable() {
    return run.calls().stream()
        .filter(Call::accepted)
        .flatMap(call -> lost(call).stream())
        .findFirst();
  }

  private Optional<Violation> lost(Call call) {
    String id = call.id().orElseThrow();
    Map<String, String> job = run.redis().jobs().getOrDefault(id, Map.of());
    boolean dead = run.redis().dead().containsKey(id);
    boolean reason = !job.getOrDefault("reason", "").isEmpty();
    boolean taken = of(call.email()).stream().anyMatch(TakenMail::acknowledged);
    boolean kept =
        switch (job.getOrDefault("state", "")) {
          case "sent" -> taken && !dead;
          case "dead" -> reason && dead;
          case "ended" -> reason && !dead;
          default -> false;
        };
    return kept
        ? Optional.empty()
        : Optional.of(
            new Violation(
                "durable",
                call + " came to no right end: job " + shown(id) + ", mails " + of(call.email())));
  }

  private List<TakenMail> of(String email) {
    return mails.getOrDefault(email, List.of());
  }

  /** A job without what is sealed in it. */
  private String shown(String id) {
    Map<String, String> job = new TreeMap<>(run.redis().jobs().getOrDefault(id, Map.of()));
    job.remove("sealed");
    return id
        + job
        + (run.redis().due().containsKey(id) ? " is due" : " is not due")
        + (run.redis().dead().containsKey(id) ? ", is a dead letter" : ", is no dead letter");
  }

  /** One mail, and one more only for a fault in between; all of one name. */
  private Optional<Violation> fewDuplicates() {
    return first(
        "few duplicates",
        mails.values().stream()
            .filter(same -> same.size() > run.mostMails() || unexplained(same) || renamed(same)),
        same -> "at most " + run.mostMails() + ", but " + same + ", faults " + run.faults());
  }

  private boolean unexplained(List<TakenMail> same) {
    for (int i = 1; i < same.size(); i++) {
      Instant from = same.get(i - 1).at().minus(LATE);
      Instant to = same.get(i).at();
      if (run.faults().stream().noneMatch(at -> at.isAfter(from) && at.isBefore(to))) {
        return true;
      }
    }
    return false;
  }

  private static boolean renamed(List<TakenMail> same) {
    return same.stream().map(TakenMail::messageId).distinct().count() > 1;
  }

  /** Every link that was mailed works until one of its account is used. */
  private Optional<Violation> valid() {
    Set<String> used =
        run.mails().stream()
            .filter(mail -> run.uses().containsKey(mail.token()))
            .map(TakenMail::to)
            .collect(Collectors.toSet());
    Stream<TakenMail> dead =
        run.mails().stream()
            .filter(mail -> !used.contains(mail.to()))
            .filter(mail -> !"live".equals(run.links().get(mail.token())));
    return first(
            "valid", dead, mail -> "the link is " + run.links().get(mail.token()) + " in " + mail)
        .or(
            () ->
                first(
                    "valid",
                    run.uses().entrySet().stream()
                        .filter(use -> use.getValue().stream().allMatch(HistoryChecker::refused)),
                    use -> "nobody could use the link " + use));
  }

  private static boolean refused(int status) {
    return status >= 400 && status < 500;
  }

  /** Of all who try to use a link one succeeds at most, and then it is dead. */
  private Optional<Violation> once() {
    return first(
        "once",
        run.uses().entrySet().stream()
            .filter(
                use -> {
                  long wins = use.getValue().stream().filter(status -> status == 200).count();
                  return wins > 1
                      || wins == 1 && !"token-used".equals(run.links().get(use.getKey()));
                }),
        use -> "consumed: " + use + ", then it was " + run.links().get(use.getKey()));
  }

  /** Neither Redis nor a log tells who asked or what was mailed. */
  private Optional<Violation> sealed() {
    Set<String> secrets =
        Stream.concat(
                run.calls().stream().map(Call::email), run.mails().stream().map(TakenMail::token))
            .collect(Collectors.toSet());
    Map<Integer, List<String>> byLength = secrets.stream().collect(groupingBy(String::length));
    return Stream.of(run.redis().dump(), run.logs())
        .flatMap(text -> byLength.values().stream().flatMap(some -> found(some, text).stream()))
        .findFirst();
  }

  /**
   * One pass for all of a length: there may be thousands to look for in megabytes.
   *
   * @param secrets of the same length
   */
  private static Optional<Violation> found(List<String> secrets, String text) {
    Set<String> wanted = new HashSet<>(secrets);
    int length = secrets.get(0).length();
    for (int i = 0; i + length <= text.length(); i++) {
      if (wanted.contains(text.substring(i, i + length))) {
        String around = text.substring(Math.max(0, i - 80), i + length);
        return Optional.of(new Violation("sealed", "in clear: …" + around));
      }
    }
    return Optional.empty();
  }

  private static <T> Optional<Violation> first(
      String invariant, Stream<T> broken, Function<T, String> evidence) {
    return broken.findFirst().map(it -> new Violation(invariant, evidence.apply(it)));
  }
}

package dev.postkey.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that is known of a run. Every call has an address of its own.
 *
 * @param calls what the clients know
 * @param mails what the mail server knows
 * @param redis what Redis holds at the end
 * @param links what was said of each mailed token when it was looked at in the end: {@code live} or
 *     the code of a refusal
 * @param uses for each token that somebody tried to consume, the status that each of them got
 * @param mostMails how many mails a request may cause at most
 * @param logs all that nodes have written
 * @param faults when a node was killed, held up or let go: each allows one more mail for what it
 *     was at
 */
record Evidence(
    List<Call> calls,
    List<TakenMail> mails,
    EndState redis,
    Map<String, String> links,
    Map<String, List<Integer>> uses,
    String logs,
    int mostMails,
    List<Instant> faults) {

  /** In one line: how much was asked and mailed, and how long after a fault the next mail came. */
  String summary() {
    Map<String, Long> mailsOf =
        mails.stream().collect(Collectors.groupingBy(TakenMail::to, Collectors.counting()));
    Map<Long, Long> spread =
        mailsOf.values().stream()
            .collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
    return "calls=%d accepted=%d mails=%d mails:requests=%s faults=%d longest-gap-ms=%d"
        .formatted(
            calls.size(),
            calls.stream().filter(Call::accepted).count(),
            mails.size(),
            spread,
            faults.size(),
            faults.stream().mapToLong(this::gapAfter).max().orElse(0));
  }

  private long gapAfter(Instant fault) {
    return mails.stream()
        .map(TakenMail::at)
        .filter(fault::isBefore)
        .mapToLong(at -> Duration.between(fault, at).toMillis())
        .min()
        .orElse(0);
  }
}

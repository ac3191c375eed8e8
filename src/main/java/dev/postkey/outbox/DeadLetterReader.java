package dev.postkey.outbox;

import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.bus.ListDeadLetters.LastAttempt;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Reply;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads dead letters from their jobs. What made one die may be why it cannot be read whole. */
final class DeadLetterReader {
  private static final Pattern ADDRESS =
      Pattern.compile("([^\\s<>()\",:;])[^\\s<>()\",:;@]*@(?=[^\\s@])");

  private final JobSeals seals;

  DeadLetterReader(JobSeals seals) {
    this.seals = seals;
  }

  /** Reads what {@code dead-letters.lua} returns of one; nothing when its id is none. */
  Optional<DeadLetter> read(Reply job) {
    return RequestId.parse(job.text(0)).map(request -> read(request, job));
  }

  private DeadLetter read(RequestId request, Reply job) {
    Optional<AppId> app = Optional.of(job.text(2)).filter(AppId::isValid).map(AppId::new);
    return new DeadLetter(
        request,
        app,
        app.flatMap(id -> legible(() -> seals.open(id, request, job.text(7)).email().masked())),
        legible(() -> Instant.ofEpochMilli(Long.parseLong(job.text(3)))),
        Instant.ofEpochMilli(Long.parseLong(job.text(1))),
        job.text(4),
        legible(() -> Integer.valueOf(job.text(5))).orElse(0),
        legible(() -> Integer.valueOf(job.text(6))).orElse(1),
        legible(() -> AttemptLine.read(job.text(8))).map(line -> last(app, request, line)));
  }

  private LastAttempt last(Optional<AppId> app, RequestId request, AttemptLine line) {
    Optional<String> text =
        legible(() -> seals.openReply(app.orElseThrow(), request, line.sealedText().orElseThrow()));
    return new LastAttempt(
        line.reason(), line.stage(), line.replyCode(), text.map(DeadLetterReader::masked));
  }

  /** Relays like to repeat whom they refuse. */
  private static String masked(String reply) {
    return ADDRESS.matcher(reply).replaceAll("$1***@");
  }

  /** Nothing for what is missing, garbled, or sealed under a key that is gone. */
  private static <T> Optional<T> legible(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (RuntimeException illegible) {
      return Optional.empty();
    }
  }
}

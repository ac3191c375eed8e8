package dev.postkey.outbox;

import dev.postkey.bus.ListDeadLetters;
import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Script;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dead letters in Redis: one method, one script in each partition that it concerns. */
final class DeadLetters {
  private static final int LOOK = 1000;

  private static final Script LIST = Script.load("dead-letters");
  private static final Script REPLAY = Script.load("replay");
  private static final Script PURGE = Script.load("purge");

  private final Store store;
  private final Partitions partitions;
  private final DeadLetterReader reader;

  DeadLetters(Store store, Partitions partitions, JobSeals seals) {
    this.store = store;
    this.partitions = partitions;
    this.reader = new DeadLetterReader(seals);
  }

  /** A part of one partition's list; {@code end} when there is nothing behind {@code last}. */
  private record Part(boolean end, DeadLetterPosition last, List<Entry> entries) {}

  private record Entry(DeadLetterPosition at, DeadLetter letter) {}

  Future<ListDeadLetters.Page> list(ListDeadLetters question) {
    DeadLetterPosition from = DeadLetterPosition.of(question.cursor());
    List<Future<Part>> parts = new ArrayList<>();
    for (int partition = 0; partition < partitions.count(); partition++) {
      parts.add(part(partition, from, question));
    }
    return Future.all(parts)
        .map(all -> page(parts.stream().map(Future::result).toList(), question.most()));
  }

  private Future<Part> part(int partition, DeadLetterPosition from, ListDeadLetters question) {
    return store
        .run(
            LIST,
            List.of(Partitions.dead(partition)),
            Partitions.jobPrefix(partition),
            from.diedAt(),
            from.id(),
            question.app().map(AppId::value).orElse(""),
            question.reason().orElse(""),
            question.most(),
            LOOK)
        .map(this::part);
  }

  private Part part(Reply reply) {
    List<Entry> entries = new ArrayList<>();
    for (Reply job : reply.from(3)) {
      DeadLetterPosition at = new DeadLetterPosition(job.text(1), job.text(0));
      reader.read(job).ifPresent(letter -> entries.add(new Entry(at, letter)));
    }
    DeadLetterPosition last = new DeadLetterPosition(reply.text(1), reply.text(2));
    return new Part(reply.text(0).equals("end"), last, entries);
  }

  /** Merges the parts as far as all of them reach. */
  private static ListDeadLetters.Page page(List<Part> parts, int most) {
    Optional<DeadLetterPosition> reach =
        parts.stream().filter(part -> !part.end()).map(Part::last).min((a, b) -> a.compareTo(b));
    List<Entry> merged =
        parts.stream()
            .flatMap(part -> part.entries().stream())
            .filter(entry -> reach.isEmpty() || entry.at().compareTo(reach.get()) <= 0)
            .sorted((a, b) -> a.at().compareTo(b.at()))
            .toList();
    List<Entry> page = merged.subList(0, Math.min(most, merged.size()));
    Optional<DeadLetterPosition> next =
        page.size() < merged.size() ? Optional.of(page.get(page.size() - 1).at()) : reach;
    return new ListDeadLetters.Page(
        page.stream().map(Entry::letter).toList(), next.map(DeadLetterPosition::cursor));
  }

  /**
   * @param maxJobs how many jobs may wait in all
   * @return "replayed" and the app, "unknown", "too-old" or "full"
   */
  Future<Reply> replay(RequestId request, int maxJobs) {
    int partition = request.partition(partitions.count());
    return store.run(
        REPLAY,
        List.of(
            Partitions.job(partition, request.value()),
            Partitions.due(partition),
            Partitions.dead(partition)),
        request,
        Math.max(1, maxJobs / partitions.count()));
  }

  /**
   * @return "purged" and the app, or "unknown"
   */
  Future<Reply> purge(RequestId request) {
    int partition = request.partition(partitions.count());
    return store.run(
        PURGE,
        List.of(Partitions.job(partition, request.value()), Partitions.dead(partition)),
        request);
  }
}

package dev.postkey.journal;

import dev.postkey.bus.ReadTrail.Entry;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.InvalidEmailAddress;
import dev.postkey.model.Subject;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.KeyedHash;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Reply;
import dev.postkey.redis.Script;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Trails in Redis, each under a keyed hash of the address that was asked for, as its limit is: who
 * knows the address finds it, and nobody finds the address.
 */
final class TrailStore {
  /** Of each of a trail's three lists. */
  static final int MOST_ENTRIES = 100;

  private static final Script NOTE = Script.load("note");
  private static final Script TRAIL = Script.load("trail");

  private final Store store;
  private final Partitions partitions;
  private final IndexKeys index;
  private final Duration keep;

  TrailStore(Store store, Partitions partitions, IndexKeys index, Duration keep) {
    this.store = store;
    this.partitions = partitions;
    this.index = index;
    this.keep = keep;
  }

  /** A note that waits to be written since {@code since}, by {@link System#nanoTime}. */
  record Pending(Note note, long since) {
    private long ageMillis() {
      return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }
  }

  private record Place(int partition, String key) {}

  /** What one script writes. */
  private record Part(int partition, List<Pending> notes, List<String> keys) {
    static Part of(int partition) {
      return new Part(partition, new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Writes notes down: by the job of their request, and where there is none, as for a link that was
   * handed out, by the address that they name themselves. What has neither is let go.
   */
  Future<Void> write(List<Pending> notes) {
    return write(notes, note -> note.request().isPresent() ? byJob(note) : byName(note))
        .compose(
            lost ->
                write(
                    lost.stream()
                        .filter(pending -> pending.note().request().isPresent())
                        .filter(pending -> pending.note().who().isPresent())
                        .toList(),
                    this::byName))
        .mapEmpty();
  }

  /** Returns those whose trail is not known. */
  private Future<List<Pending>> write(List<Pending> notes, Function<Note, Place> places) {
    Map<Integer, Part> parts = new TreeMap<>();
    for (Pending pending : notes) {
      Place place = places.apply(pending.note());
      Part part = parts.computeIfAbsent(place.partition(), Part::of);
      part.notes().add(pending);
      part.keys().add(place.key());
    }
    List<Future<List<Pending>>> written = parts.values().stream().map(this::write).toList();
    return Future.all(written)
        .map(all -> written.stream().flatMap(lost -> lost.result().stream()).toList());
  }

  private Future<List<Pending>> write(Part part) {
    List<Object> args =
        new ArrayList<>(
            List.of(Partitions.trailPrefix(part.partition()), MOST_ENTRIES, keep.toMillis()));
    for (Pending pending : part.notes()) {
      Note note = pending.note();
      args.addAll(List.of(note.list(), pending.ageMillis(), note.rule(), note.entry()));
    }
    return store
        .run(NOTE, part.keys(), args.toArray())
        .map(
            lost ->
                lost.from(0).stream()
                    .map(each -> part.notes().get((int) each.number() - 1))
                    .toList());
  }

  private Place byJob(Note note) {
    String id = note.request().orElseThrow().value();
    int partition = note.request().orElseThrow().partition(partitions.count());
    return new Place(partition, Partitions.job(partition, id));
  }

  private Place byName(Note note) {
    KeyedHash hash = hash(note.app(), note.who().orElseThrow());
    int partition = partitions.of(hash);
    return new Place(partition, Partitions.trail(partition, hash));
  }

  /** An account that is called by its address is found by that, in any spelling of it. */
  private KeyedHash hash(AppId app, Subject who) {
    try {
      return index.address(app, EmailAddress.parse(who.value()));
    } catch (InvalidEmailAddress another) {
      return index.account(app, who);
    }
  }

  Future<List<Entry>> read(AppId app, Subject who) {
    KeyedHash hash = hash(app, who);
    String trail = Partitions.trail(partitions.of(hash), hash);
    return store
        .run(TRAIL, List.of(trail + ":asked", trail + ":links", trail + ":looks"))
        .map(
            reply -> {
              Instant oldest = Instant.ofEpochMilli(reply.number(0)).minus(keep);
              return Stream.of(reply.at(1), reply.at(2), reply.at(3))
                  .flatMap(list -> list.from(0).stream())
                  .map(entry -> entry(app, entry))
                  .filter(entry -> entry.at().isAfter(oldest))
                  .toList();
            });
  }

  private static Entry entry(AppId app, Reply written) {
    String[] parts = written.text().split("\\|", 4);
    return new Entry(
        Instant.ofEpochMilli(Long.parseLong(parts[0])),
        app,
        parts[2],
        Integer.parseInt(parts[1]),
        new JsonObject(parts[3]).getMap());
  }
}

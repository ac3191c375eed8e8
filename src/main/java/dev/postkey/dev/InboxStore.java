package dev.postkey.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The mails that the inbox holds: the newest {@value #CAPACITY}, one file each, with a list of them
 * in memory. A mail gets its name once it is written whole, so a killed process leaves no broken
 * one.
 *
 * <p>Safe for use by many threads. {@link #messages()} never waits; what touches files blocks and
 * belongs on a worker.
 */
final class InboxStore {
  static final int CAPACITY = 500;

  private static final String MAIL = ".eml";
  private static final String UNFINISHED = ".eml.tmp";

  private final Path folder;
  private final Clock clock;
  private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

  /** Newest first. Replaced as a whole by writers, which hold the monitor. */
  private volatile List<InboxMessage> messages;

  private volatile boolean closed;
  private Instant lastArrival = Instant.EPOCH;

  private InboxStore(Path folder, Clock clock, List<InboxMessage> messages) {
    this.folder = folder;
    this.clock = clock;
    this.messages = messages;
  }

  /** Reads the mails of earlier runs and removes what a killed one left unfinished. */
  static InboxStore open(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder));
    for (Path unfinished : files(folder, UNFINISHED)) {
      Files.delete(unfinished);
    }
    List<InboxMessage> found = new ArrayList<>();
    for (Path file : files(folder, MAIL)) {
      found.add(read(file));
    }
    found.sort(Comparator.comparing(InboxMessage::id).reversed());
    InboxStore store = new InboxStore(folder, clock, found);
    if (!found.isEmpty()) {
      store.lastArrival = found.get(0).date();
    }
    store.keepNewest(found);
    return store;
  }

  /** All mails, the newest first; the list does not change. */
  List<InboxMessage> messages() {
    return messages;
  }

  Optional<InboxMessage> find(String id) {
    return messages.stream().filter(message -> message.id().equals(id)).findFirst();
  }

  /** Writes a mail; once this returns it is listed, and survives the process. */
  synchronized InboxMessage add(byte[] raw) throws IOException {
    String id = nextId();
    Path unfinished = folder.resolve(id + UNFINISHED);
    Files.write(unfinished, raw);
    Files.move(unfinished, file(id), StandardCopyOption.ATOMIC_MOVE);
    InboxMessage message = InboxMessage.of(id, MailContent.parse(raw));
    List<InboxMessage> all = new ArrayList<>(messages.size() + 1);
    all.add(message);
    all.addAll(messages);
    keepNewest(all);
    watchers.forEach(Runnable::run);
    return message;
  }

  /** The mail as it came, or nothing when it is gone. */
  Optional<byte[]> raw(String id) throws IOException {
    if (!InboxMessage.isId(id)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file(id)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Removes every mail. */
  synchronized void clear() throws IOException {
    List<InboxMessage> gone = messages;
    messages = List.of();
    delete(gone);
  }

  /** Calls {@code watcher}, on the writer's thread, after each arrival and on closing. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    watchers.forEach(Runnable::run);
  }

  /** Later than every id before, also when the clock steps back or two mails share an instant. */
  private String nextId() {
    Instant now = clock.instant();
    Instant next = lastArrival.plusMillis(1);
    lastArrival = now.isAfter(next) ? now : next;
    return InboxMessage.idAt(lastArrival);
  }

  private void keepNewest(List<InboxMessage> newestFirst) throws IOException {
    int kept = Math.min(newestFirst.size(), CAPACITY);
    messages = List.copyOf(newestFirst.subList(0, kept));
    delete(newestFirst.subList(kept, newestFirst.size()));
  }

  private void delete(List<InboxMessage> gone) throws IOException {
    for (InboxMessage message : gone) {
      Files.deleteIfExists(file(message.id()));
    }
  }

  private Path file(String id) {
    return folder.resolve(id + MAIL);
  }

  private static InboxMessage read(Path file) throws IOException {
    String id = file.getFileName().toString().replace(MAIL, "");
    return InboxMessage.of(id, MailContent.parse(Files.readAllBytes(file)));
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> isOurs(file.getFileName().toString(), ending)).toList();
    }
  }

  private static boolean isOurs(String name, String ending) {
    return name.endsWith(ending)
        && InboxMessage.isId(name.substring(0, name.length() - ending.length()));
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}

package dev.postkey.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The SMTP server of the dev mode: listens on loopback, takes every mail for every recipient and
 * keeps the newest in a folder. {@link InboxRoutes} shows them.
 *
 * <p>SMTP sessions run on threads of their own. Opening and closing block; call neither on an event
 * loop.
 */
public final class Inbox implements AutoCloseable {
  /** The largest mail that is taken, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /**
   * The SMTP library logs each command of a client, full addresses included, and stack traces of
   * dropped connections (requirement S14). The session's logger is named besides its parent so that
   * a level that somebody sets for it does not bring that back. Held here because the platform
   * forgets the level of a logger that nobody holds.
   */
  private static final List<Logger> SILENCED =
      Stream.of("org.subethamail", "org.subethamail.smtp.server.Session")
          .map(Logger::getLogger)
          .toList();

  private final InboxStore store;
  private final InboxSwitch server;

  private Inbox(InboxStore store, InboxSwitch server) {
    this.store = store;
    this.server = server;
  }

  /**
   * Reads what {@code folder} holds from earlier and starts to take mails, unless it was told to
   * take none and not told otherwise since.
   *
   * @param folder made if absent, readable by its owner alone: mails hold live links
   * @param port 0 for any that is free, see {@link #port()}
   * @throws IOException with a message for people when the port is taken or the folder unusable
   */
  public static Inbox open(Path folder, int port) throws IOException {
    return open(folder, port, Clock.systemDefaultZone());
  }

  static Inbox open(Path folder, int port, Clock clock) throws IOException {
    SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
    InboxStore store = InboxStore.open(folder, clock);
    InboxSwitch server = new InboxSwitch(store, folder, port);
    server.restore();
    LOG.info(
        "inbox_open port={} takes_mail={} mails={}",
        server.port(),
        server.isOn(),
        store.messages().size());
    return new Inbox(store, server);
  }

  /** Whether it takes mail, or has been told not to: then its port refuses connections. */
  public boolean takesMail() {
    return server.isOn();
  }

  /** The port on which it listens, while it takes mail. */
  public int port() {
    return server.port();
  }

  InboxSwitch server() {
    return server;
  }

  InboxStore store() {
    return store;
  }

  /** Stops to listen, ends the open sessions, and answers who still waits for a mail. */
  @Override
  public void close() {
    server.close();
    store.close();
  }
}

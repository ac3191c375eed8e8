package dev.postkey.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Whether the inbox takes mail, and the server that does. Off means that the port refuses
 * connections, as it would if the server's process had ended. Off is remembered in a file, so it
 * outlives this process, however that ends.
 *
 * <p>Safe for use by many threads. Switching blocks.
 */
final class InboxSwitch {
  private static final String OFF = "smtp-stopped";

  private final InboxStore store;
  private final Path off;
  private int port;
  private Optional<SMTPServer> server = Optional.empty();

  /**
   * @param folder where it is remembered
   * @param port 0 for any that is free, and then the same one ever after
   */
  InboxSwitch(InboxStore store, Path folder, int port) {
    this.store = store;
    this.off = folder.resolve(OFF);
    this.port = port;
  }

  /**
   * Listens, unless it was off when the last process ended.
   *
   * @throws IOException with a message for people when the port is taken
   */
  synchronized void restore() throws IOException {
    if (!Files.exists(off)) {
      listen();
    }
  }

  /**
   * Takes mail from now on; nothing changes if it does already.
   *
   * @throws IOException with a message for people when the port is taken
   */
  synchronized void on() throws IOException {
    listen();
    Files.deleteIfExists(off);
  }

  /** Takes no mail from now on, and ends the open sessions. */
  synchronized void off() throws IOException {
    if (!Files.exists(off)) {
      Files.createFile(off);
    }
    close();
  }

  synchronized boolean isOn() {
    return server.isPresent();
  }

  synchronized int port() {
    return port;
  }

  /** Ends the server and remembers what it was. */
  synchronized void close() {
    server.ifPresent(SMTPServer::stop);
    server = Optional.empty();
  }

  private void listen() throws IOException {
    if (server.isPresent()) {
      return;
    }
    SMTPServer fresh =
        SMTPServer.port(port)
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("localhost")
            .softwareName("Postkey inbox")
            .messageHandlerFactory(session -> new InboxIntake(store))
            .fromAddressValidator(sender -> true)
            .maxMessageSize(Inbox.MAX_BYTES)
            .insertReceivedHeaders(false)
            .build();
    try {
      fresh.start();
    } catch (RuntimeException e) {
      throw new IOException("the inbox cannot listen on port " + port + ": " + reason(e), e);
    }
    server = Optional.of(fresh);
    port = fresh.getPortAllocated();
  }

  private static String reason(RuntimeException e) {
    return e.getCause() instanceof BindException
        ? "another program has it, perhaps another Postkey"
        : String.valueOf(e.getMessage());
  }
}

package dev.postkey.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A port of this machine that leads to another: a server behind it can come, go and fall silent
 * while its own port stays the same.
 */
public final class Forwarder implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private boolean held;

  private Forwarder(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   */
  public static Forwarder open(int port, int target) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(LOOPBACK, port));
    Forwarder forwarder = new Forwarder(server, target);
    inBackground(forwarder::accept);
    return forwarder;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections were made so far. */
  public int connections() {
    return sockets.size() / 2;
  }

  /** Passes nothing on, in either direction, until {@link #release}; connections stay open. */
  public synchronized void hold() {
    held = true;
  }

  /** Passes on what was held back, and everything after it. */
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() {
    closeQuietly(server);
    sockets.forEach(Forwarder::closeQuietly);
    release();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        join(server.accept());
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  private void join(Socket near) throws IOException {
    try {
      Socket far = new Socket(LOOPBACK, target);
      sockets.addAll(List.of(near, far));
      inBackground(() -> pass(near, far));
      inBackground(() -> pass(far, near));
    } catch (IOException e) {
      near.close();
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitRelease();
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // One side has hung up, and so do we.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitRelease() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

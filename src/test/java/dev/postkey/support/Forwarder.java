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
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A port of this machine that leads to another: a server behind it can come, go and fall silent
 * while its own port stays the same, and the way there can be as bad as networks are. A fault holds
 * for connections that are open and for new ones, until {@link #heal}.
 */
public final class Forwarder implements AutoCloseable {
  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int CHUNK = 8192;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private boolean held;
  private volatile Direction lost;
  private volatile Duration delay = Duration.ZERO;
  private volatile int bytesPerSecond;

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
    return connections.get();
  }

  /** How many of them are open. */
  public int openConnections() {
    return sockets.size() / 2;
  }

  /** Ends every connection that is open, in mid-air; new ones are let through. */
  public void cut() {
    sockets.forEach(Forwarder::closeQuietly);
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

  /** Loses every byte that goes one way, and tells nobody: a connection that is half open. */
  public void lose(Direction direction) {
    lost = direction;
  }

  /** Passes everything on this much later, as a satellite link does. */
  public void delay(Duration later) {
    delay = later;
  }

  /** Passes on no more than this of each direction of each connection. */
  public void throttle(int mostBytesPerSecond) {
    bytesPerSecond = mostBytesPerSecond;
  }

  /** Ends every fault. What was lost stays lost. */
  public void heal() {
    lost = null;
    delay = Duration.ZERO;
    bytesPerSecond = 0;
    release();
  }

  /** Stops listening and cuts every connection. */
  @Override
  public void close() {
    closeQuietly(server);
    cut();
    heal();
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
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      sockets.add(near);
      sockets.add(far);
      connections.incrementAndGet();
      inBackground(() -> pass(near, far, Direction.TO_SERVER));
      inBackground(() -> pass(far, near, Direction.TO_CLIENT));
    } catch (IOException e) {
      near.close();
    }
  }

  private void pass(Socket from, Socket to, Direction direction) {
    byte[] bytes = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitRelease();
        LockSupport.parkNanos(delay.toNanos());
        if (direction != lost) {
          write(out, bytes, read);
        }
      }
    } catch (IOException e) {
      // One side has hung up, and so do we.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void write(OutputStream out, byte[] bytes, int length) throws IOException {
    int written = 0;
    while (written < length) {
      int rate = bytesPerSecond;
      int next = rate == 0 ? length - written : Math.min(Math.max(1, rate / 20), length - written);
      if (rate > 0) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      out.write(bytes, written, next);
      written += next;
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

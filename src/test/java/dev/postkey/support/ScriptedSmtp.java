package dev.postkey.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An SMTP server on a loopback port that does as it is told and remembers what it heard. Without a
 * script it takes every mail.
 *
 * <pre>{@code
 * try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
 *   smtp.on("RCPT", "450 4.2.0 greylisted", ScriptedSmtp.NORMALLY);
 *   ...
 *   assertThat(smtp.messages()).hasSize(1);
 * }
 * }</pre>
 *
 * <p>The answers of a verb are used one after the other, over all connections; the last one stays.
 * Scripts are written before the mail is sent. Verbs are the commands' first words, {@link
 * #CONNECT}, {@link #BODY} and {@link #END_OF_DATA}.
 */
public final class ScriptedSmtp implements AutoCloseable {
  /** Stands for the moment before the greeting. */
  public static final String CONNECT = "CONNECT";

  /** Stands for the message, to which only {@link #DROP} and {@link #STALL} are answers. */
  public static final String BODY = "BODY";

  /** Stands for the final dot. */
  public static final String END_OF_DATA = ".";

  /** Answers as a good server does. */
  public static final String NORMALLY = "(normally)";

  /** Closes the connection instead of answering. */
  public static final String DROP = "(drop)";

  /** Says nothing until the other side, or the test, hangs up. */
  public static final String STALL = "(stall)";

  /** Answers as a good server does, but only after {@link #release}. */
  public static final String HOLD = "(hold)";

  /** One line that has no end, until the other side hangs up. */
  public static final String ENDLESS_LINE = "(endless line)";

  /** A reply of ever more lines, until the other side hangs up. */
  public static final String ENDLESS_REPLY = "(endless reply)";

  static final String TRICKLE = "(trickle)";
  static final String FAREWELL = "(farewell)";

  private static final Map<String, String> GOOD =
      Map.of(
          CONNECT,
          "220 scripted ESMTP",
          "EHLO",
          "250-scripted\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 1000000",
          "DATA",
          "354 go on",
          "QUIT",
          "221 2.0.0 bye",
          "AUTH",
          "235 2.7.0 welcome");

  private final ServerSocket server;
  private final Map<String, Deque<String>> script = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong bytesSaid = new AtomicLong();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Thread acceptor;
  private volatile int mailsPerConnection = Integer.MAX_VALUE;
  private volatile Optional<String> tarpit = Optional.empty();
  private volatile Optional<String> refused = Optional.empty();

  private ScriptedSmtp(ServerSocket server) {
    this.server = server;
    this.acceptor = inBackground("scripted-smtp", this::accept);
  }

  /** Listens on a free port of the loopback interface. */
  public static ScriptedSmtp start() {
    try {
      return new ScriptedSmtp(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a whole reply a byte at a time, with a pause after each. */
  public static String trickle(String reply) {
    return TRICKLE + reply;
  }

  /** Gives a whole reply and hangs up. */
  public static String farewell(String reply) {
    return FAREWELL + reply;
  }

  /**
   * Replies to a verb with these, in turn. Whole reply lines, without the line end, or one of the
   * constants and methods above.
   */
  public ScriptedSmtp on(String verb, String... answers) {
    script.put(verb, new ArrayDeque<>(List.of(answers)));
    return this;
  }

  /** On each connection, after so many mails, the next {@code MAIL} is answered 421 and hung up. */
  public ScriptedSmtp tiringAfter(int mails) {
    mailsPerConnection = mails;
    return this;
  }

  /** Says nothing to a recipient of that domain, until the other side, or the test, hangs up. */
  public ScriptedSmtp tarpitting(String domain) {
    tarpit = Optional.of("@" + domain + ">");
    return this;
  }

  /** Knows no recipient of that domain. */
  public ScriptedSmtp refusing(String domain) {
    refused = Optional.of("@" + domain + ">");
    return this;
  }

  /** Lets every answer go that is or would be held. */
  public void release() {
    released.countDown();
  }

  /**
   * Waits until a command of that verb is heard.
   *
   * @return false when it is not within half a minute
   */
  public synchronized boolean hears(String verb) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (count(verb) == 0 && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    return count(verb) > 0;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Every line heard outside of data, of all connections in the order of arrival. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** How many commands of that verb were heard. */
  public long count(String verb) {
    return commands.stream().filter(line -> verb(line).equals(verb)).count();
  }

  /** A mail whose final dot was heard, and whom it was for. */
  public record Delivery(List<String> recipients, String message) {}

  public List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** The data of every mail whose final dot was heard: CRLF lines, dots unstuffed, as UTF-8. */
  public List<String> messages() {
    return deliveries.stream().map(Delivery::message).toList();
  }

  /** How many connections were made. */
  public int connections() {
    return sockets.size();
  }

  /** How many of them neither side has closed. */
  public long openConnections() {
    return open.get();
  }

  /** How many bytes the server has got rid of. */
  public long bytesSaid() {
    return bytesSaid.get();
  }

  /** Forgets all it has heard; for those who send it more than memory holds. */
  public void forget() {
    commands.clear();
    deliveries.clear();
    sockets.removeIf(Socket::isClosed);
  }

  /** Stops listening and drops every connection; then nobody is let in any more. */
  @Override
  public void close() {
    closeQuietly(server);
    try {
      // The port is free only when the last accept has returned.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.forEach(ScriptedSmtp::closeQuietly);
    release();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        sockets.add(socket);
        open.incrementAndGet();
        inBackground("scripted-smtp-talk", () -> talk(socket));
      }
    } catch (IOException e) {
      // The test has closed the server.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      new SmtpTalk(this, socket).run();
    } catch (IOException e) {
      // Either side has hung up; the test sees what was heard until then.
    } finally {
      open.decrementAndGet();
    }
  }

  synchronized void heard(String command) {
    commands.add(command);
    notifyAll();
  }

  void received(Delivery delivery) {
    deliveries.add(delivery);
  }

  void said(int bytes) {
    bytesSaid.addAndGet(bytes);
  }

  boolean isTarpit(String command) {
    return tarpit.filter(ending -> command.endsWith(ending)).isPresent();
  }

  boolean isRefused(String command) {
    return refused.filter(ending -> command.endsWith(ending)).isPresent();
  }

  boolean isTired(int mails) {
    return mails >= mailsPerConnection;
  }

  /** The next answer to a verb, used up unless it is the last. */
  synchronized String next(String verb) {
    Deque<String> answers = script.getOrDefault(verb, new ArrayDeque<>(List.of(NORMALLY)));
    return answers.size() == 1 ? answers.peek() : answers.poll();
  }

  static String good(String verb) {
    return GOOD.getOrDefault(verb, "250 2.0.0 ok");
  }

  void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String verb(String line) {
    return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static Thread inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Nothing to save in a test.
    }
  }
}

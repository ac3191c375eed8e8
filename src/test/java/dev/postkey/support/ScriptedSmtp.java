package dev.postkey.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
 * #CONNECT} and {@link #END_OF_DATA}.
 */
public final class ScriptedSmtp implements AutoCloseable {
  /** Stands for the moment before the greeting. */
  public static final String CONNECT = "CONNECT";

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
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);

  private final Thread acceptor;

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

  /**
   * Replies to a verb with these, in turn. Whole reply lines, without the line end, or one of
   * {@link #NORMALLY}, {@link #DROP}, {@link #STALL}, {@link #HOLD}.
   */
  public ScriptedSmtp on(String verb, String... answers) {
    script.put(verb, new ArrayDeque<>(List.of(answers)));
    return this;
  }

  /** Lets every answer go that is or would be held. */
  public void release() {
    released.countDown();
  }

  /**
   * Waits until a command of that verb is heard.
   *
   * @return false when it is not within five seconds
   */
  public synchronized boolean hears(String verb) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
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

  /** The data of every mail whose final dot was heard: CRLF lines, dots unstuffed, as UTF-8. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  /** How many connections were made. */
  public int connections() {
    return sockets.size();
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
        inBackground("scripted-smtp-talk", () -> talk(socket));
      }
    } catch (IOException e) {
      // The test has closed the server.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      boolean open = answer(CONNECT, in, out);
      String line;
      while (open && (line = in.readLine()) != null) {
        remember(line);
        String verb = verb(line);
        boolean dataFollows = verb.equals("DATA") && next("DATA", true).startsWith("354");
        open = answer(verb, in, out);
        if (open && dataFollows) {
          open = hear(in) && answer(END_OF_DATA, in, out);
        }
        open = open && !verb.equals("QUIT");
      }
    } catch (IOException e) {
      // Either side has hung up; the test sees what was heard until then.
    }
  }

  private synchronized void remember(String command) {
    commands.add(command);
    notifyAll();
  }

  private boolean answer(String verb, BufferedReader in, OutputStream out) throws IOException {
    String reply = next(verb, false);
    if (reply.equals(HOLD)) {
      awaitRelease();
      reply = good(verb);
    }
    if (reply.equals(STALL)) {
      while (in.readLine() != null) {
        continue;
      }
    }
    if (reply.equals(STALL) || reply.equals(DROP)) {
      return false;
    }
    out.write((reply + "\r\n").getBytes(UTF_8));
    out.flush();
    return true;
  }

  private synchronized String next(String verb, boolean onlyLook) {
    Deque<String> answers = script.getOrDefault(verb, new ArrayDeque<>(List.of(NORMALLY)));
    String next = onlyLook || answers.size() == 1 ? answers.peek() : answers.poll();
    return next.equals(NORMALLY) ? good(verb) : next;
  }

  private static String good(String verb) {
    return GOOD.getOrDefault(verb, "250 2.0.0 ok");
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads up to the final dot; false when the connection ends before it. */
  private boolean hear(BufferedReader in) throws IOException {
    StringBuilder data = new StringBuilder();
    String line;
    while ((line = in.readLine()) != null) {
      if (line.equals(".")) {
        messages.add(new String(data.toString().getBytes(ISO_8859_1), UTF_8));
        return true;
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return false;
  }

  private static String verb(String line) {
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

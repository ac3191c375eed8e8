package dev.postkey.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail server that keeps a record of every mail whose final dot it hears, and lets a test act at
 * each stage of a dialogue, before the answer. It offers no pipelining, so that stages are apart.
 */
final class MailSink implements AutoCloseable {
  /** How far a dialogue has come; the answer is still to be given. */
  enum Stage {
    CONNECT,
    MAIL,
    RCPT,
    DATA,
    /** Some lines of the message have been read, not all. */
    BODY,
    DOT
  }

  /** Told of every stage, on the thread of the connection. */
  interface Watcher {
    /**
     * @return false to hang up instead of answering
     */
    boolean goOn(Stage stage) throws Exception;
  }

  private static final Pattern RECIPIENT = Pattern.compile("<([^>]*)>");
  private static final int LINES_OF_BODY = 5;

  private final ServerSocket server;
  private final Queue<TakenMail> mails = new ConcurrentLinkedQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Watcher watcher = stage -> true;

  private MailSink(ServerSocket server) {
    this.server = server;
    inBackground("mail-sink", this::accept);
  }

  /** Listens on a free port of the loopback interface. */
  static MailSink start() throws IOException {
    return new MailSink(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
  }

  void watch(Watcher watcher) {
    this.watcher = watcher;
  }

  int port() {
    return server.getLocalPort();
  }

  List<TakenMail> mails() {
    return List.copyOf(mails);
  }

  int count() {
    return mails.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        inBackground("mail-sink-talk", () -> talk(socket));
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      converse(in, out);
    } catch (IOException e) {
      // Either side has hung up. What was heard is on record.
    } finally {
      sockets.remove(socket);
    }
  }

  private void converse(BufferedReader in, OutputStream out) throws IOException {
    String recipient = "";
    if (!goOn(Stage.CONNECT)) {
      return;
    }
    say(out, "220 sink ESMTP");
    String line;
    while ((line = in.readLine()) != null) {
      String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
      if (verb.equals("QUIT")) {
        say(out, "221 2.0.0 bye");
        return;
      }
      if (isStage(verb) && !goOn(Stage.valueOf(verb))) {
        return;
      }
      if (verb.equals("RCPT")) {
        recipient = recipient(line);
      }
      say(out, verb.equals("DATA") ? "354 go on" : "250 2.0.0 ok");
      if (verb.equals("DATA") && !take(recipient, in, out)) {
        return;
      }
    }
  }

  private static boolean isStage(String verb) {
    return verb.equals("MAIL") || verb.equals("RCPT") || verb.equals("DATA");
  }

  private boolean goOn(Stage stage) throws IOException {
    try {
      return watcher.goOn(stage);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Reads a message up to its dot, puts it on record, then answers. */
  private boolean take(String recipient, BufferedReader in, OutputStream out) throws IOException {
    StringBuilder data = new StringBuilder();
    int lines = 0;
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null || ++lines == LINES_OF_BODY && !goOn(Stage.BODY)) {
        return false;
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    String raw = new String(data.toString().getBytes(ISO_8859_1), UTF_8);
    TakenMail mail = TakenMail.of(recipient, raw, Instant.now());
    if (!goOn(Stage.DOT)) {
      mails.add(mail.unacknowledged());
      return false;
    }
    // On record before the answer: who has seen what the answer led to may look for it here.
    mails.add(mail);
    try {
      say(out, "250 2.0.0 taken");
    } catch (IOException e) {
      mails.remove(mail);
      mails.add(mail.unacknowledged());
      throw e;
    }
    return true;
  }

  private static String recipient(String command) {
    Matcher matcher = RECIPIENT.matcher(command);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(UTF_8));
    out.flush();
  }

  private static void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}

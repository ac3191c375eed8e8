package dev.postkey.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An application's account webhook on a loopback port, which does as the test says: it verifies
 * with the library that Standard Webhooks publishes, remembers what it was asked, and answers, or
 * lies, stalls, trickles. Without a script it knows nobody.
 */
public final class AccountsServer implements AutoCloseable {
  public static final String SECRET = secret('s');
  public static final String FORMER_SECRET = secret('f');

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** What it was asked, as it came over the wire. */
  public record Question(String requestLine, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return String.join("\n", headers.getOrDefault(name, List.of()));
    }

    public String email() {
      return new JsonObject(body).getString("email");
    }
  }

  /** Gives an answer over a connection, which is closed when it returns. */
  @FunctionalInterface
  public interface Answer {
    void give(InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final List<Question> questions = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> serverNames = new CopyOnWriteArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger hungUp = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile String verifyWith = SECRET;
  private volatile Function<Question, Answer> script = question -> status(404);

  private AccountsServer(ServerSocket server) {
    this.server = server;
    inBackground(this::accept);
  }

  /** Listens on a free port of the loopback interface. */
  public static AccountsServer start() {
    try {
      return new AccountsServer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same behind TLS. */
  public static AccountsServer start(SSLContext tls) {
    try {
      return new AccountsServer(
          tls.getServerSocketFactory()
              .createServerSocket(0, 200, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String secret(char of) {
    return "whsec_"
        + Base64.getEncoder().encodeToString((of + "0123456789abcdefghijklmn").getBytes(UTF_8));
  }

  /** Answers every question so from now on. */
  public AccountsServer answering(Function<Question, Answer> answer) {
    script = answer;
    return this;
  }

  /** Believes only what is signed with this secret, from now on. */
  public AccountsServer believing(String secret) {
    verifyWith = secret;
    return this;
  }

  /** The account of that subject and address, for whomever it is asked. */
  public AccountsServer knowing(String subject, String email) {
    return answering(
        question -> json(new JsonObject().put("subject", subject).put("email", email)));
  }

  /** A good answer with this body. */
  public static Answer json(JsonObject body) {
    return http(200, "application/json", body.encode());
  }

  /** An answer without a body. */
  public static Answer status(int status, String... headers) {
    return raw(
        "HTTP/1.1 "
            + status
            + " Said\r\nContent-Length: 0\r\n"
            + String.join("", headers)
            + "\r\n");
  }

  public static Answer http(int status, String type, String body) {
    return raw(
        "HTTP/1.1 %d Said\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, type, body.getBytes(UTF_8).length, body));
  }

  /** These bytes, and the end of the connection. */
  public static Answer raw(String text) {
    return (in, out) -> out.write(text.getBytes(UTF_8));
  }

  /** Nothing until the other side hangs up. */
  public static Answer stalled() {
    return (in, out) -> in.readAllBytes();
  }

  /** These bytes, one at a time, for ever if need be. */
  public static Answer trickled(String text) {
    return (in, out) -> {
      for (byte each : text.getBytes(UTF_8)) {
        out.write(each);
        out.flush();
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      in.readAllBytes();
    };
  }

  /** A body of so many bytes, as long as somebody takes them. */
  public static Answer flood(long bytes) {
    return (in, out) -> {
      out.write("HTTP/1.1 200 Said\r\nContent-Type: application/json\r\n\r\n".getBytes(ISO_8859_1));
      byte[] chunk = " ".repeat(8192).getBytes(ISO_8859_1);
      for (long sent = 0; sent < bytes; sent += chunk.length) {
        out.write(chunk);
      }
    };
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/accounts";
  }

  /** How many connections there were. */
  public int connections() {
    return sockets.size();
  }

  /** How many questions waited for an answer at the same time, at most. */
  public int mostAtOnce() {
    return mostAtOnce.get();
  }

  /** How many answers went out whole. */
  public int finished() {
    return finished.get();
  }

  /** Waits until so many connections have come to their end. */
  public void awaitHungUp(int count) throws Exception {
    Eventually.holds(count + " connections ended", () -> hungUp.get() >= count);
  }

  /** Everything that it was asked, in order. */
  public List<Question> questions() {
    return List.copyOf(questions);
  }

  /** The names that were asked for before there was any HTTP (SNI). */
  public List<String> serverNames() {
    return List.copyOf(serverNames);
  }

  /** Forgets all it was asked; for those who ask more than memory holds. */
  public void forget() {
    questions.clear();
    sockets.removeIf(Socket::isClosed);
  }

  /** Which questions were not signed as they should be; empty when all is well. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** The variables that make it the account source of an app, e.g. {@code DEFAULT}. */
  public String[] environment(String app, String... more) {
    String accounts = "POSTKEY_APPS_" + app + "_ACCOUNTS_";
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(accounts + "TYPE", "webhook", accounts + "URL", url()));
    all.addAll(List.of(accounts + "SECRET", SECRET));
    return all.toArray(String[]::new);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        inBackground(() -> talk(socket));
      }
    } catch (IOException e) {
      // The test has closed the server.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Question question = read(in);
      if (socket instanceof SSLSocket secured
          && secured.getSession() instanceof ExtendedSSLSession session) {
        session.getRequestedServerNames().stream()
            .map(name -> new String(name.getEncoded(), UTF_8))
            .forEach(serverNames::add);
      }
      verify(question);
      questions.add(question);
      mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      try {
        script.apply(question).give(in, socket.getOutputStream());
        socket.getOutputStream().flush();
      } finally {
        underWay.decrementAndGet();
      }
      finished.incrementAndGet();
    } catch (IOException e) {
      // The other side has hung up, or does not trust us.
    } finally {
      hungUp.incrementAndGet();
    }
  }

  private void verify(Question question) {
    try {
      new Webhook(verifyWith).verify(question.body(), question.headers());
    } catch (Exception e) {
      complaints.add(question.requestLine() + ": " + e.getMessage());
    }
  }

  private static Question read(InputStream in) throws IOException {
    String requestLine = line(in);
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] parts = line.split(": ?", 2);
      if (parts.length < 2) {
        throw new IOException("no HTTP");
      }
      headers
          .computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(parts[1]);
    }
    int length = Integer.parseInt(headers.get("content-length").get(0));
    return new Question(requestLine, headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("hung up");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "accounts-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops listening and hangs up on everybody. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

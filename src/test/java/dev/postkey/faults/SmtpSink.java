package dev.postkey.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.postkey.support.Eventually;
import dev.postkey.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Postfix's own {@code smtp-sink}: fast, pipelining, and it writes each mail to a file. */
final class SmtpSink {
  private static final Pattern RECIPIENT = Pattern.compile("(?m)^X-Rcpt-Args: <([^>]*)>");

  private final Process process;
  private final Path folder;
  private final int port;

  private SmtpSink(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Starts it; without it the test is reported as skipped. */
  static SmtpSink start(Path folder) throws Exception {
    int port = FreePorts.one();
    List<String> command = new ArrayList<>(List.of("smtp-sink"));
    String user = System.getProperty("user.name");
    if (user.equals("root")) {
      command.addAll(List.of("-u", user));
    }
    command.addAll(List.of("-d", folder + "/mail.", "127.0.0.1:" + port, "100"));
    SmtpSink sink = new SmtpSink(process(command, folder), folder, port);
    Eventually.holds("smtp-sink listens", () -> listens(port));
    return sink;
  }

  private static Process process(List<String> command, Path folder) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("said").toFile())
          .start();
    } catch (IOException e) {
      return abort("smtp-sink is not there: F1 is proved with our own mail server only");
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  List<TakenMail> mails() throws IOException {
    List<TakenMail> mails = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(SmtpSink::isMail).toList()) {
        String raw = Files.readString(file, UTF_8);
        Matcher recipient = RECIPIENT.matcher(raw);
        String to = recipient.find() ? recipient.group(1) : "";
        mails.add(TakenMail.of(to, raw, Files.getLastModifiedTime(file).toInstant()));
      }
    }
    return mails;
  }

  private static boolean isMail(Path file) {
    return file.getFileName().toString().startsWith("mail.");
  }

  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor(30, SECONDS);
  }
}

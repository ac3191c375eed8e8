package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.postkey.support.Eventually;
import dev.postkey.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Postfix with a real postgrey: an instance of its own on loopback, which passes on what it
 * takes. Only root may run one.
 */
final class Postfix {
  private static final String MAIN =
      """
      compatibility_level = 3.6
      queue_directory = %1$s/queue
      data_directory = %1$s/data
      maillog_file = %1$s/mail.log
      maillog_file_prefixes = %1$s
      inet_interfaces = 127.0.0.1
      inet_protocols = ipv4
      myhostname = mx.faults.example
      mydestination =
      mynetworks = 192.0.2.0/24
      local_recipient_maps =
      alias_maps =
      relay_domains = faults.example
      relay_transport = smtp:[127.0.0.1]:%2$d
      smtp_dns_support_level = disabled
      smtpd_relay_restrictions = permit_auth_destination, reject
      smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:%3$d
      """;

  private static final String MASTER =
      """
      127.0.0.1:%d inet n - n - - smtpd
      cleanup unix n - n - 0 cleanup
      qmgr unix n - n 300 1 qmgr
      rewrite unix - - n - - trivial-rewrite
      bounce unix - - n - 0 bounce
      defer unix - - n - 0 bounce
      trace unix - - n - 0 bounce
      proxymap unix - - n - - proxymap
      smtp unix - - n - - smtp
      error unix - - n - - error
      retry unix - - n - - error
      anvil unix - - n - 1 anvil
      scache unix - - n - 1 scache
      postlog unix-dgram n - n - 1 postlogd
      """;

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private Postfix(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts both; without them, or without root, the test is reported as skipped.
   *
   * @param nextPort where it passes mails on to
   * @param delay for how long an unknown recipient is put off
   */
  static Postfix greylisting(int nextPort, Duration delay) throws Exception {
    List<Integer> ports = FreePorts.different(2);
    // Its daemons give up root, and have to get here.
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "postkey-postfix-");
    Postfix postfix = new Postfix(folder, ports.get(0));
    postfix.shell(
        "test $(id -u) = 0 && command -v postfix postgrey && chmod 755 . && mkdir etc queue data"
            + " grey && chown postfix data && chown postgrey grey");
    Path etc = folder.resolve("etc");
    Files.writeString(etc.resolve("main.cf"), MAIN.formatted(folder, nextPort, ports.get(1)));
    Files.writeString(etc.resolve("master.cf"), MASTER.formatted(ports.get(0)));
    postfix.run(
        "postgrey",
        "--inet=127.0.0.1:" + ports.get(1),
        "--delay=" + delay.toSeconds(),
        "--dbdir=" + folder.resolve("grey"));
    postfix.run("postfix", "-c", etc.toString(), "start-fg");
    Eventually.holds("postgrey listens", () -> listens(ports.get(1)));
    Eventually.holds("postfix listens", () -> listens(ports.get(0)));
    return postfix;
  }

  int port() {
    return port;
  }

  /** What it has logged. */
  String log() throws IOException {
    return Files.readString(folder.resolve("mail.log"));
  }

  private void shell(String script) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).start();
    if (!shell.waitFor(30, SECONDS) || shell.exitValue() != 0) {
      Files.delete(folder);
      abort("no root, or no postfix with postgrey: F10 is not proved with real greylisting");
    }
  }

  private void run(String... command) throws IOException {
    Path output = folder.resolve(command[0] + ".out");
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops both and deletes all that they wrote. */
  void stop() throws Exception {
    String etc = folder.resolve("etc").toString();
    new ProcessBuilder("postfix", "-c", etc, "stop").start().waitFor(30, SECONDS);
    for (Process process : processes) {
      process.destroy();
      process.waitFor(30, SECONDS);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

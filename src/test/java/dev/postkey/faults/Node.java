package dev.postkey.faults;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.postkey.Main;
import dev.postkey.outbox.Waypoint;
import dev.postkey.support.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own. What it says stays in a file. */
final class Node {
  private final Process process;
  private final Output said;
  private volatile int port;

  private Node(Process process, Output said) {
    this.process = process;
    this.said = said;
  }

  /** The {@code serve} command. */
  static Node serve(Path config, Map<String, String> environment) throws IOException {
    return run(config, environment, Main.class.getName(), "serve", "--config", config.toString());
  }

  /** A {@link HaltingNode}. */
  static Node halting(Path config, Map<String, String> environment, Waypoint last, int pass)
      throws IOException {
    String child = HaltingNode.class.getName();
    return run(config, environment, child, config.toString(), last.name(), String.valueOf(pass));
  }

  private static Node run(Path config, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What starts soonest: these live for seconds, and several at once.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(words));
    Path output = Files.createTempFile(config.getParent(), "node-", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("POSTKEY_"));
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(output.toFile()).start();
    return new Node(process, new Output(output, process.toHandle()));
  }

  /** Waits until it says that it is ready. */
  Node ready() throws Exception {
    port = Integer.parseInt(said.await("ready port=(\\d+) ").group(1));
    return this;
  }

  /** Whether clients may try it: it has been ready and has not ended. */
  boolean open() {
    return port > 0 && process.isAlive();
  }

  int port() {
    return port;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Everything it has written. */
  Output said() {
    return said;
  }

  /** SIGKILL, and the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGSTOP: it does nothing, and does not know. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("no SIG" + name + " for " + process.pid());
    }
  }

  /** Waits for its end and returns its exit code. */
  int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toNanos(), NANOSECONDS)) {
      throw new AssertionError("still running after " + limit);
    }
    return process.exitValue();
  }
}

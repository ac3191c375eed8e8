package dev.postkey.support;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A redis-server in a process of its own, to which a test does what befalls servers: signals,
 * restarts on the same data, other options. Append-only with {@code appendfsync always} unless told
 * otherwise; its first user needs no password.
 */
public final class RedisNode implements AutoCloseable {
  /** So that a file that may not grow is an error, as a full disk is, and not a signal. */
  private static final String UNDER_LIMITS = "trap '' XFSZ; exec \"$0\" \"$@\"";

  private final RedisBuild build;
  private final Path folder;
  private final int port;
  private final List<String> options;
  private Process process;

  private RedisNode(RedisBuild build, Path folder, int port, List<String> options) {
    this.build = build;
    this.folder = folder;
    this.port = port;
    this.options = options;
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param options as on its command line, without the first two hyphens: name and value in turn
   */
  public static RedisNode start(RedisBuild build, Path folder, String... options) throws Exception {
    RedisNode node =
        new RedisNode(
            build, Files.createDirectories(folder), FreePorts.one(), Arrays.asList(options));
    node.startAgain();
    return node;
  }

  /** Starts it on the same data and port, and waits until it answers. */
  public void startAgain(String... moreOptions) throws Exception {
    begin(moreOptions);
    Eventually.holds("redis-server answers", this::answers);
  }

  /** As {@link #startAgain}, without waiting. */
  public void begin(String... moreOptions) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", UNDER_LIMITS, build.program().toString()));
    List<String> words = new ArrayList<>(standard());
    words.addAll(options);
    words.addAll(Arrays.asList(moreOptions));
    for (int i = 0; i < words.size(); i += 2) {
      command.addAll(List.of("--" + words.get(i), words.get(i + 1)));
    }
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
            .start();
  }

  private List<String> standard() {
    return List.of(
        "port", String.valueOf(port),
        "bind", "127.0.0.1",
        "dir", folder.toString(),
        "save", "",
        "appendonly", "yes",
        "appendfsync", "always",
        "maxmemory-policy", "noeviction");
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("redis-server has ended; see " + folder.resolve("redis.log"));
    }
    try (RedisWire wire = RedisWire.connect(url())) {
      return "PONG".equals(wire.call("PING"));
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public Path folder() {
    return folder;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** The same server, by a way that leads there. */
  public String url(Forwarder way) {
    return URI.create(url()).toString().replace(":" + port, ":" + way.port());
  }

  /** Sends one command over a connection of its own, and waits for what it returns. */
  public Object command(String... words) {
    try (RedisWire wire = RedisWire.connect(url())) {
      return wire.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(Arrays.toString(words), e);
    }
  }

  /** SIGKILL: it can do nothing about it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: it is there, its connections are too, and it does nothing. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it was. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    run("kill -s " + name + " " + process.pid());
  }

  /** Lets none of its files grow beyond what the longest has now: a full disk. */
  public void fillDisk() throws IOException, InterruptedException {
    run("prlimit --pid " + process.pid() + " --fsize=" + longestFile() + ":");
  }

  /** Makes room again. */
  public void freeDisk() throws IOException, InterruptedException {
    run("prlimit --pid " + process.pid() + " --fsize=unlimited:");
  }

  private long longestFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).max().orElse(0);
    }
  }

  private static void run(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", command).start();
    if (!shell.waitFor(10, SECONDS) || shell.exitValue() != 0) {
      throw new AssertionError("failed: " + command);
    }
  }

  /** Waits until it has ended by itself. */
  public void awaitEnd() throws Exception {
    Eventually.holds("redis-server ends", () -> !process.isAlive());
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

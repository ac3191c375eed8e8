package dev.postkey.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs Postkey from its jar, in processes of their own, in a new folder for each test. Whatever a
 * test leaves running there is ended, and the folder is deleted; what the processes said stays
 * under {@code target}.
 */
public final class PostkeyBench implements BeforeEachCallback, AfterEachCallback {
  private static final Path SAID = Path.of("target", "postkey-processes").toAbsolutePath();

  /** Says things on standard error of every JVM that inherits it. */
  private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

  private final List<PostkeyProcess> processes = new ArrayList<>();
  private Path folder;

  /** The jar as it is shipped. */
  public static Path jar() {
    Path jar = Path.of(System.getProperty("postkey.jar", "target/postkey.jar")).toAbsolutePath();
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError(jar + " is missing; ./mvnw package makes it");
    }
    return jar;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("postkey-bench").toRealPath();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (PostkeyProcess process : processes) {
      process.kill();
    }
    redisServers().forEach(ProcessHandle::destroyForcibly);
    Eventually.holds("no redis-server in " + folder, () -> redisServers().isEmpty());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Where the processes run. */
  public Path folder() {
    return folder;
  }

  /** Starts a command. */
  public PostkeyProcess run(String... arguments) throws IOException {
    return run(Map.of(), arguments);
  }

  /** Starts a command with these variables of the environment. */
  public PostkeyProcess run(Map<String, String> environment, String... arguments)
      throws IOException {
    return run(environment, javaOfThisTest(), arguments);
  }

  /** Starts a command with another Java. */
  public PostkeyProcess runWith(Path javaHome, String... arguments) throws IOException {
    return run(Map.of(), List.of(java(javaHome)), arguments);
  }

  /**
   * Starts a command as a terminal does: in a process group of its own, with SIGINT not ignored,
   * which is what the children of background jobs inherit. Linux only.
   */
  public PostkeyProcess runInTerminal(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> java = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
    java.addAll(javaOfThisTest());
    return run(environment, java, arguments);
  }

  private PostkeyProcess run(
      Map<String, String> environment, List<String> java, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(Arrays.asList(arguments));
    // Never inherited: the channel between a test and its runner is no place for others' words.
    Files.createDirectories(SAID);
    Path out = Files.createTempFile(SAID, arguments[0] + "-", ".out");
    Path err = Path.of(out.toString().replaceFirst("out$", "err"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(PostkeyBench::isNotForTests);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    ProcessHandle writer = process.toHandle();
    PostkeyProcess started =
        new PostkeyProcess(process, new Output(out, writer), new Output(err, writer));
    processes.add(started);
    return started;
  }

  private static boolean isNotForTests(String variable) {
    return variable.startsWith("POSTKEY_") || variable.equals(JVM_OPTIONS);
  }

  private static List<String> javaOfThisTest() {
    return List.of(java(Path.of(System.getProperty("java.home"))));
  }

  private static String java(Path home) {
    return home.resolve("bin").resolve("java").toString();
  }

  /** The redis-servers that run on data in the folder. Zombies have no arguments. */
  public List<ProcessHandle> redisServers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().arguments().map(this::areOfRedis).orElse(false))
        .toList();
  }

  private boolean areOfRedis(String[] arguments) {
    return Arrays.stream(arguments)
        .anyMatch(word -> word.startsWith(folder.toString()) && word.endsWith("redis.conf"));
  }
}

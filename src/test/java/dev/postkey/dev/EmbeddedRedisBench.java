package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One data folder and everything that a test starts on it; closing it ends it all. */
final class EmbeddedRedisBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final List<EmbeddedRedis> servers = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();

  EmbeddedRedisBench(Path folder) {
    this.folder = folder;
  }

  EmbeddedRedis start() {
    EmbeddedRedis redis = EmbeddedRedis.start(folder);
    servers.add(redis);
    return redis;
  }

  /** Another JVM that starts a server on the folder. {@code prefix} stands before {@code java}. */
  Child startChild(String... prefix) throws IOException {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedRedisChild.class.getName(),
            folder.toString()));
    // Not inherited: the channel between the test and its runner is no place for a child's words.
    Path logs = Files.createDirectories(Path.of("target", "embedded-redis-children"));
    Path said = Files.createTempFile(logs, "child-", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    children.add(process);
    return new Child(process, said);
  }

  /** A process that is none of Postkey's. */
  Process startForeign(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.add(process);
    return process;
  }

  /** The servers that run on the folder, whoever started them; found in another way than ours. */
  List<ProcessHandle> running() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    String inside = folder.toRealPath() + "/";
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").startsWith(inside))
        .toList();
  }

  @Override
  public void close() throws IOException {
    children.forEach(Process::destroyForcibly);
    servers.forEach(EmbeddedRedis::stop);
    for (ProcessHandle left : running()) {
      left.destroyForcibly();
    }
  }

  /** A child JVM and what it said so far. */
  record Child(Process process, Path said) {
    /** Waits for a line that starts with {@code word}, and returns the rest of it. */
    String says(String word) {
      assertThat(Patience.await(PATIENCE, () -> heard(word).isPresent()))
          .as(() -> "the child says " + word + "; it said " + lines().toList())
          .isTrue();
      return heard(word).orElseThrow().substring(word.length()).strip();
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    private Optional<String> heard(String word) {
      return lines().filter(line -> line.startsWith(word)).findFirst();
    }

    private Stream<String> lines() {
      try {
        String text = Files.readString(said);
        // The last line may still be on its way.
        return text.substring(0, text.lastIndexOf('\n') + 1).lines();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}

package dev.postkey.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process writes to a file while a test reads it. Only whole lines count. */
public final class Output {
  private final Path file;
  private final ProcessHandle writer;

  public Output(Path file, ProcessHandle writer) {
    this.file = file;
    this.writer = writer;
  }

  /** Everything so far. */
  public String text() throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  public List<String> lines() throws IOException {
    return text().lines().toList();
  }

  /**
   * The first match of {@code regex}, in which ^ and $ are the ends of lines, once there is one.
   */
  public MatchResult await(String regex) throws Exception {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    return Eventually.see(() -> "/" + regex + "/ in:\n" + readable(), () -> find(pattern));
  }

  private Optional<MatchResult> find(Pattern pattern) throws IOException {
    boolean complete = !writer.isAlive();
    Matcher matcher = pattern.matcher(text());
    if (matcher.find()) {
      return Optional.of(matcher.toMatchResult());
    }
    if (complete) {
      throw new AssertionError("ended without /" + pattern + "/:\n" + readable());
    }
    return Optional.empty();
  }

  private String readable() {
    try {
      return file + "\n" + text();
    } catch (IOException e) {
      return e.toString();
    }
  }
}

package dev.postkey.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server says while it starts. The only place that knows how its log is written. */
final class RedisLog {
  /** {@code 4711:C 31 Jan 2026 12:00:00.000 # oO0OoO0OoO0Oo Redis is starting …}, by the daemon. */
  private static final Pattern STARTING =
      Pattern.compile("^(\\d{1,10}):[A-Z] .* is starting ", Pattern.MULTILINE);

  /** Process, role, date and level before each text. */
  private static final Pattern PREFIX = Pattern.compile("^\\d+:[A-Z] .{10,30} [-.*#] ");

  private final Path file;

  RedisLog(Path file) {
    this.file = file;
  }

  /** Puts the log of the run before aside, as {@code redis.log.1}. */
  void begin() throws IOException {
    if (Files.exists(file)) {
      Path before = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The daemon's process id, as soon as it is known. */
  Optional<Long> pid() {
    Matcher match = STARTING.matcher(text());
    return match.find() ? Optional.of(Long.valueOf(match.group(1))) : Optional.empty();
  }

  boolean saysPortIsTaken() {
    return text().contains("Failed listening on port");
  }

  Optional<String> lastLine() {
    return text()
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .map(line -> PREFIX.matcher(line).replaceFirst(""));
  }

  private String text() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

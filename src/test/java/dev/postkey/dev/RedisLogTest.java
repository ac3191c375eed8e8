package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisLogTest {
  @TempDir private Path temp;
  private Path file;
  private RedisLog log;

  @BeforeEach
  void setUp() {
    file = temp.resolve("redis.log");
    log = new RedisLog(file);
  }

  @Test
  void the_daemon_is_known_by_its_greeting_and_not_by_what_its_parent_said_before()
      throws IOException {
    assertThat(log.pid()).isEmpty();
    Files.writeString(
        file,
        """
        4710:C 31 Jan 2026 12:00:00.000 # WARNING Memory overcommit must be enabled!
        4711:C 31 Jan 2026 12:00:00.001 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo
        """);

    assertThat(log.pid()).contains(4711L);
  }

  @Test
  void its_last_words_are_told_without_process_and_date() throws IOException {
    assertThat(log.lastLine()).isEmpty();
    Files.writeString(
        file,
        """
        4711:M 31 Jan 2026 12:00:00.001 * Running mode=standalone, port=6379.
        4711:M 31 Jan 2026 12:00:00.002 # Failed listening on port 6379 (TCP), aborting.

        """);

    assertThat(log.lastLine()).contains("Failed listening on port 6379 (TCP), aborting.");
    assertThat(log.saysPortIsTaken()).isTrue();
  }

  @Test
  void a_line_of_another_form_is_told_as_it_is() throws IOException {
    Files.writeString(file, "Bad directive or wrong number of arguments\n");

    assertThat(log.lastLine()).contains("Bad directive or wrong number of arguments");
    assertThat(log.saysPortIsTaken()).isFalse();
  }

  @Test
  void the_log_of_the_run_before_is_put_aside() throws IOException {
    Files.writeString(file, "before\n");

    log.begin();

    assertThat(log.lastLine()).isEmpty();
    assertThat(temp.resolve("redis.log.1")).hasContent("before\n");
  }
}

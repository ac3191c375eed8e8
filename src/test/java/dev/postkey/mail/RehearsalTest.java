package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
  @TempDir Path folder;

  @Test
  void what_is_built_in_can_be_mailed() {
    assertThatCode(() -> Rehearsal.check(config(Optional.empty()))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void M7_a_text_that_no_relay_may_get_stops_the_start_whatever_its_language(String language)
      throws IOException {
    write(language + "/reset.txt", "{{link}} {{expiresAt}} \u001b[1m");

    assertThatThrownBy(() -> Rehearsal.check(config(Optional.of(folder))))
        .hasMessage(
            "the mails of app default in language "
                + language
                + " cannot be sent: the text is not clean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\{{link}} {{expiresAt}}", "{{#if data.x}}{{link}}{{/if}} {{expiresAt}}"})
  void M7_a_link_that_is_named_but_not_written_stops_the_start(String text) throws IOException {
    write("de/reset.html", text);

    assertThatThrownBy(() -> Rehearsal.check(config(Optional.of(folder))))
        .hasMessageContaining("language de")
        .hasMessageContaining("must both hold the link");
  }

  private static Config config(Optional<Path> templates) {
    return Mails.config(
        Mails.smtp(Duration.ofSeconds(1), Mails.relay(1)), Mails.app("Example", templates));
  }

  private void write(String file, String source) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), source);
  }
}

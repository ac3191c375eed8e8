package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResetTemplatesTest {
  private static final String COMPLETE = "{{link}} {{expiresAt}}";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"en,en", "en-GB,en", "de,de", "de-AT,de", "fr,en", "und,en", "x-private,en"})
  void a_reader_gets_the_own_language_or_english(String reader, String expected) {
    Locale locale = Locale.forLanguageTag(reader);

    assertThat(ResetTemplates.load(Optional.empty()).in(locale).language())
        .isEqualTo(Locale.forLanguageTag(expected));
  }

  @Test
  void M7_a_file_of_the_operator_replaces_the_built_in_one_and_no_other() throws IOException {
    write("de/reset.txt", COMPLETE + " geändert");
    ResetTemplates templates = ResetTemplates.load(Optional.of(folder));

    assertThat(text(templates, Locale.GERMAN)).endsWith("geändert");
    assertThat(templates.in(Locale.GERMAN).subject().render(Map.of())).contains("Passwort");
    assertThat(text(templates, Locale.ENGLISH)).contains("Hello");
  }

  @Test
  void an_operator_may_add_a_language() throws IOException {
    write("fr/reset.txt", COMPLETE + " bonjour");
    write("fr/reset.html", COMPLETE);
    write("fr/reset.subject.txt", "Nouveau mot de passe");

    assertThat(text(ResetTemplates.load(Optional.of(folder)), Locale.CANADA_FRENCH))
        .endsWith("bonjour");
  }

  @Test
  void M7_a_language_with_a_file_missing_stops_the_start() throws IOException {
    write("fr/reset.txt", COMPLETE);

    assertThatThrownBy(() -> ResetTemplates.load(Optional.of(folder)))
        .hasMessageContaining("fr/reset.subject.txt is missing");
  }

  @Test
  void M7_a_text_that_does_not_say_when_the_link_ends_stops_the_start() throws IOException {
    write("en/reset.html", "{{link}}");

    assertThatThrownBy(() -> ResetTemplates.load(Optional.of(folder)))
        .hasMessageContaining("en/reset.html")
        .hasMessageContaining("{{expiresAt}} is missing");
  }

  @Test
  void a_file_that_is_not_utf_8_stops_the_start() throws IOException {
    Files.createDirectories(folder.resolve("de"));
    Files.write(folder.resolve("de/reset.txt"), "für".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ResetTemplates.load(Optional.of(folder)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void a_byte_order_mark_is_not_mailed() throws IOException {
    write("en/reset.subject.txt", "\ufeffA subject");
    ResetTemplates templates = ResetTemplates.load(Optional.of(folder));

    assertThat(templates.in(Locale.ENGLISH).subject().render(Map.of())).isEqualTo("A subject");
  }

  @Test
  void a_folder_that_is_not_there_stops_the_start() {
    assertThatThrownBy(() -> ResetTemplates.load(Optional.of(folder.resolve("none"))))
        .hasMessageContaining("mail.templates");
  }

  private static String text(ResetTemplates templates, Locale reader) {
    return templates.in(reader).text().render(Map.of());
  }

  private void write(String file, String source) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), source);
  }
}

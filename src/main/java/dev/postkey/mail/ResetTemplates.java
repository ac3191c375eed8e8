package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postkey.mail.Template.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reset mail in every language that there are files for: {@code <language>/reset.subject.txt},
 * {@code reset.txt} and {@code reset.html}. An operator's folder of the same shape replaces the
 * built-in files one by one and may add languages. Immutable; safe for any thread.
 */
final class ResetTemplates {
  private static final Logger log = LoggerFactory.getLogger(ResetTemplates.class);

  /** Who reads none of the languages there are reads this one. */
  private static final String FALLBACK = "en";

  private static final Set<String> BUILT_IN = Set.of(FALLBACK, "de");

  /** What a reader cannot do without (requirement M7). */
  private static final Set<String> REQUIRED = Set.of(Placeholders.LINK, Placeholders.EXPIRES_AT);

  /** The three files of one language. */
  record Translation(Locale language, Template subject, Template text, Template html) {}

  private final Map<String, Translation> translations;

  private ResetTemplates(Map<String, Translation> translations) {
    this.translations = Map.copyOf(translations);
  }

  /**
   * Reads all files; blocks. Called at start only.
   *
   * @throws IllegalArgumentException in operators' words, when a file is missing or cannot be used
   */
  static ResetTemplates load(Optional<Path> folder) {
    Set<String> languages = new TreeSet<>(BUILT_IN);
    folder.ifPresent(path -> languages.addAll(languagesIn(path)));
    Map<String, Translation> translations = new TreeMap<>();
    languages.forEach(language -> translations.put(language, translation(folder, language)));
    return new ResetTemplates(translations);
  }

  /** The translation for a reader; the region does not matter, so {@code de-AT} reads German. */
  Translation in(Locale reader) {
    return translations.getOrDefault(reader.getLanguage(), translations.get(FALLBACK));
  }

  /** All languages that there are files for. */
  List<Locale> languages() {
    return translations.values().stream().map(Translation::language).toList();
  }

  private static Translation translation(Optional<Path> folder, String language) {
    return new Translation(
        Locale.forLanguageTag(language),
        template(folder, language + "/reset.subject.txt", Format.TEXT, Set.of()),
        template(folder, language + "/reset.txt", Format.TEXT, REQUIRED),
        template(folder, language + "/reset.html", Format.HTML, REQUIRED));
  }

  private static Template template(
      Optional<Path> folder, String file, Format format, Set<String> required) {
    String source = replaced(folder, file).orElseGet(() -> builtIn(file));
    return Template.parse(file, source, format, required);
  }

  private static Optional<String> replaced(Optional<Path> folder, String file) {
    return folder
        .map(path -> path.resolve(file))
        .filter(Files::exists)
        .map(
            path -> {
              log.info("template_replaced file={}", path);
              return read(path);
            });
  }

  private static String read(Path path) {
    try {
      // Some editors put a byte order mark in front, which would be seen in the subject.
      return Files.readString(path).replaceFirst("^\ufeff", "");
    } catch (IOException e) {
      throw new IllegalArgumentException("template " + path + " cannot be read as UTF-8 text");
    }
  }

  private static String builtIn(String file) {
    try (InputStream in = ResetTemplates.class.getResourceAsStream("/templates/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("template " + file + " is missing, and is not built in");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> languagesIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("[a-z]{2,3}"))
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new IllegalArgumentException("mail.templates: " + folder + " is not a readable folder");
    }
  }
}

package dev.postkey.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The configuration file, as text that may or may not be YAML. */
final class ConfigFile {
  /** Many times the manual with all its comments. */
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * The options in {@code file}. What keeps it from being read is noted under its path, with line
   * and column.
   */
  static Optional<Map<String, Object>> read(Path file, Problems problems) {
    YamlText yaml =
        new YamlText(
            (place, message) ->
                problems.add(file + (place.isEmpty() ? "" : ", " + place), message));
    return text(file, problems).flatMap(yaml::read).flatMap(root -> section(file, root, problems));
  }

  private static Optional<String> text(Path file, Problems problems) {
    try {
      String text = TextFile.read(file, MAX_BYTES);
      if (!text.isBlank()) {
        return Optional.of(text);
      }
      problems.add(file.toString(), "the file is empty");
    } catch (NoSuchFileException missing) {
      problems.add(file.toString(), "there is no such file");
    } catch (TextFile.TooLarge large) {
      problems.add(file.toString(), "the file has more than 1 MiB; is it the right one?");
    } catch (CharacterCodingException malformed) {
      problems.add(file.toString(), "the file is not UTF-8");
    } catch (IOException unreadable) {
      problems.add(file.toString(), "the file cannot be read; does this user have the right to?");
    }
    return Optional.empty();
  }

  private static Optional<Map<String, Object>> section(Path file, Object root, Problems problems) {
    Map<String, Object> section = Tree.section(root);
    if (section == null) {
      problems.add(file.toString(), "must hold options such as http: and below it public-url:");
    }
    return Optional.ofNullable(section);
  }
}

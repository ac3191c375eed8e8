package dev.postkey.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the guides point to is there. */
class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("]\\(((?!https?:)[^)#]+)[^)]*\\)");
  private static final Pattern TEST = Pattern.compile("`(\\w+[a-z](?:Test|IT|Fuzz))`");

  static Stream<Path> texts() throws IOException {
    try (Stream<Path> site = Files.walk(Path.of("src/site"))) {
      List<Path> pages = site.filter(page -> page.toString().endsWith(".md")).toList();
      return Stream.concat(Stream.of(Path.of("README.md")), pages.stream());
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void every_link_to_a_file_leads_to_one(Path page) throws IOException {
    assertThat(found(LINK, page))
        .allSatisfy(link -> assertThat(page.toAbsolutePath().resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void every_test_that_is_named_is_there(Path page) throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    assertThat(tests).containsAll(found(TEST, page));
  }

  private static List<String> found(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}

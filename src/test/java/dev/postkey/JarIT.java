package dev.postkey;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postkey.support.DevMode;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is shipped. */
@Timeout(120)
class JarIT {
  /** {@code project.build.outputTimestamp} of the build; a jar keeps it without a zone. */
  private static final LocalDateTime STAMP = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static JarFile jar;

  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(PostkeyBench.jar().toFile());
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void it_holds_the_redis_binaries_but_none_for_windows_and_no_class_that_runs_them() {
    assertThat(names())
        .filteredOn(name -> name.startsWith("redis-server"))
        .anyMatch(name -> name.endsWith("linux-amd64"))
        .anyMatch(name -> name.endsWith("linux-arm64"))
        .anyMatch(name -> name.endsWith("linux-386"));
    assertThat(names()).noneMatch(name -> name.matches("(?i).*\\.(exe|dll)|redis/.*"));
  }

  @Test
  void it_holds_our_licence_and_the_notices_of_what_it_ships() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Postkey");
  }

  @Test
  void it_holds_nothing_twice() {
    assertThat(names()).doesNotHaveDuplicates();
  }

  @Test
  void each_service_has_the_providers_that_we_need_and_logging_has_one() throws IOException {
    assertThat(providers("org.slf4j.spi.SLF4JServiceProvider"))
        .containsExactly("org.slf4j.jul.JULServiceProvider");
    assertThat(providers("jakarta.mail.util.StreamProvider")).hasSize(1);
    assertThat(providers("jakarta.mail.Provider")).isNotEmpty();
    assertThat(providers("io.vertx.core.spi.VertxServiceProvider"))
        .anyMatch(name -> name.contains("micrometer"));
  }

  @Test
  void every_provider_that_a_service_file_names_is_there() throws IOException {
    for (String name : names()) {
      if (name.matches("META-INF/services/[^/]+")
          && !name.endsWith("reactor.blockhound.integration.BlockHoundIntegration")) {
        for (String provider : providers(name.replace("META-INF/services/", ""))) {
          assertThat(names()).as(name).contains(provider.replace('.', '/') + ".class");
        }
      }
    }
  }

  @Test
  void nothing_in_it_tells_when_it_was_built() throws IOException {
    LocalDateTime built =
        LocalDateTime.ofInstant(
            Files.getLastModifiedTime(PostkeyBench.jar()).toInstant(), ZoneId.systemDefault());

    assertThat(entries())
        .filteredOn(entry -> entry.getName().startsWith("dev/postkey/"))
        .isNotEmpty()
        .allMatch(entry -> entry.getTimeLocal().equals(STAMP));
    assertThat(entries())
        .as("stamped in the hour of the build")
        .noneMatch(entry -> entry.getTimeLocal().isAfter(built.minusHours(1)));
    assertThat(jar.getManifest().getMainAttributes().keySet())
        .extracting(Object::toString)
        .doesNotContain("Built-By", "Build-Jdk", "Build-Time");
  }

  @Test
  void it_starts_on_java_25_and_the_jvm_has_nothing_to_warn_of() throws Exception {
    Optional<Path> java25 = java25();
    assumeTrue(java25.isPresent(), "SKIPPED: no Java 25 in JAVA25_HOME or /usr/lib/jvm");

    PostkeyProcess version = bench.runWith(java25.get(), "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out().text()).startsWith("postkey ");
    assertThat(version.err().text()).isEmpty();

    PostkeyProcess dev = bench.runWith(java25.get(), DevMode.on(bench).arguments());
    DevMode.ready(dev);
    assertThat(dev.err().lines()).allMatch(line -> line.contains(" INFO "));
  }

  private static Optional<Path> java25() throws IOException {
    if (System.getenv("JAVA25_HOME") != null) {
      return Optional.of(Path.of(System.getenv("JAVA25_HOME")));
    }
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(installed)) {
      return homes
          .filter(home -> home.getFileName().toString().contains("25"))
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .findFirst();
    }
  }

  private static List<? extends ZipEntry> entries() {
    return jar.stream().collect(toList());
  }

  private static List<String> names() {
    return entries().stream().map(ZipEntry::getName).toList();
  }

  private static List<String> providers(String service) throws IOException {
    return text("META-INF/services/" + service)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String text(String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

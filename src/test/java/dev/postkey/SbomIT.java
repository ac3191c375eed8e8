package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.PostkeyBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials in the jar: it is true, and everything on it may be passed on. */
class SbomIT {
  private static final String SBOM = "META-INF/sbom/postkey.cdx.json";

  /** Of several licences that a component names one may be chosen. */
  private static final Set<String> PERMISSIVE =
      Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Unicode-3.0", "CC0-1.0", "ISC");

  private static JsonObject sbom;
  private static Set<String> shipped;

  @BeforeAll
  static void read() throws IOException {
    try (JarFile jar = new JarFile(PostkeyBench.jar().toFile())) {
      sbom = new JsonObject(new String(jar.getInputStream(jar.getEntry(SBOM)).readAllBytes()));
      shipped = classes(jar);
    }
  }

  private static Set<String> classes(JarFile jar) {
    return jar.stream()
        .map(JarEntry::getName)
        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<JsonObject> components() {
    return sbom.getJsonArray("components").stream().map(JsonObject.class::cast).toList();
  }

  private static String name(JsonObject component) {
    return component.getString("group") + ":" + component.getString("name");
  }

  /** The component's jar among those of this test. */
  private static Optional<Path> jar(JsonObject component) {
    String file = component.getString("name") + "-" + component.getString("version") + ".jar";
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.endsWith(file))
        .findFirst();
  }

  @Test
  void every_class_that_is_shipped_is_ours_or_of_a_component_that_is_named() throws IOException {
    Set<String> unnamed = new TreeSet<>(shipped);
    unnamed.removeIf(name -> name.startsWith("dev/postkey/"));
    for (JsonObject component : components()) {
      Path path = jar(component).orElseThrow(() -> new AssertionError("no jar: " + component));
      try (JarFile jar = new JarFile(path.toFile())) {
        unnamed.removeAll(classes(jar));
      }
    }

    assertThat(unnamed).isEmpty();
  }

  @Test
  void every_component_that_is_named_is_shipped() throws IOException {
    for (JsonObject component : components()) {
      try (JarFile jar = new JarFile(jar(component).orElseThrow().toFile())) {
        Set<String> its = classes(jar);
        // Of embedded-redis only the servers are shipped.
        if (!component.getString("name").equals("embedded-redis") && !its.isEmpty()) {
          assertThat(its).as(name(component)).anyMatch(shipped::contains);
        }
      }
    }
  }

  @Test
  void every_component_has_a_permissive_licence_to_choose() {
    for (JsonObject component : components()) {
      assertThat(licences(component)).as(name(component)).anyMatch(PERMISSIVE::contains);
    }
  }

  private static List<String> licences(JsonObject component) {
    return component.getJsonArray("licenses", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(choice -> choice.getJsonObject("license", new JsonObject()).getString("id"))
        .toList();
  }

  @Test
  void each_is_named_as_scanners_look_it_up_and_with_its_hash() {
    for (JsonObject component : components()) {
      assertThat(component.getString("purl")).startsWith("pkg:maven/");
      assertThat(component.getJsonArray("hashes").encode()).contains("SHA-256");
    }
  }

  @Test
  void what_has_a_known_fault_or_no_permissive_licence_is_not_shipped() {
    assertThat(components())
        .extracting(SbomIT::name)
        .doesNotContain(
            "io.vertx:vertx-openapi",
            "io.vertx:vertx-web-openapi-router",
            "io.vertx:vertx-json-schema",
            "org.openjdk.nashorn:nashorn-core")
        .contains("io.vertx:vertx-core", "io.netty:netty-handler");
  }

  @Test
  void nothing_in_it_tells_when_it_was_built() {
    assertThat(sbom.containsKey("serialNumber")).isFalse();
    assertThat(sbom.getJsonObject("metadata").containsKey("timestamp")).isFalse();
  }
}

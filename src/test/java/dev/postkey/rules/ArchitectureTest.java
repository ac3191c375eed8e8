package dev.postkey.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who imports whom: {@code Main → App → the verticles' packages → redis, bus, config, model}. */
final class ArchitectureTest {
  private static final String ROOT = "dev.postkey";

  /** What App puts together. None of them knows another: they talk over the bus. */
  private static final List<String> PARTS =
      List.of("http", "outbox", "account", "token", "mail", "journal", "manage", "dev");

  private static final List<String> FOUNDATION = List.of("redis", "bus", "config", "model");

  private static final JavaClasses POSTKEY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void every_package_is_on_this_map() {
    Set<String> packages = new TreeSet<>();
    POSTKEY.forEach(type -> packages.add(type.getPackageName()));

    Set<String> map = new TreeSet<>(List.of(ROOT));
    PARTS.forEach(part -> map.add(ROOT + "." + part));
    FOUNDATION.forEach(part -> map.add(ROOT + "." + part));
    assertThat(map).containsAll(packages);
  }

  @Test
  void every_package_says_what_it_is_for() throws IOException {
    for (Path folder : packageFolders()) {
      assertThat(folder.resolve("package-info.java")).exists();
    }
  }

  @ParameterizedTest
  @FieldSource("PARTS")
  void a_part_knows_the_foundation_and_no_other_part(String part) {
    List<String> known = new ArrayList<>(FOUNDATION);
    known.add(part);
    check(
        noClasses().that().resideInAPackage(in(part)).should().dependOnClassesThat(oursBut(known)));
  }

  @Test
  void redis_knows_nothing_of_the_parts() {
    check(
        noClasses()
            .that()
            .resideInAPackage(in("redis"))
            .should()
            .dependOnClassesThat(oursBut(FOUNDATION)));
  }

  @Test
  void config_knows_the_model_alone() {
    check(
        noClasses()
            .that()
            .resideInAPackage(in("config"))
            .should()
            .dependOnClassesThat(oursBut(List.of("config", "model"))));
  }

  /** Its chain of handlers forgets scopes (CVE-2026-102460), in the version that we have. */
  @Test
  void nobody_uses_the_authentication_of_the_framework() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("io.vertx.ext.auth.."));
  }

  @Test
  void the_bus_knows_the_model_alone() {
    check(
        noClasses()
            .that()
            .resideInAPackage(in("bus"))
            .should()
            .dependOnClassesThat(oursBut(List.of("bus", "model"))));
  }

  @Test
  void the_model_knows_java_alone_and_its_domain_names_unicode() {
    check(
        classes()
            .that(resideInAPackage(in("model")).and(notNamed("Idna")))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", in("model"))));
    check(
        classes()
            .that(resideInAPackage(in("model")))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", in("model"), "com.ibm.icu..")));
  }

  @Test
  void the_redis_client_is_used_in_redis_only() {
    check(onlyIn(List.of(in("redis")), "io.vertx.redis.."));
  }

  @Test
  void the_mail_client_is_used_in_mail_only() {
    check(onlyIn(List.of(in("mail")), "io.vertx.ext.mail.."));
  }

  /** The commands may hand a router from one part to another. */
  @Test
  void routes_are_served_by_http_manage_and_dev_only() {
    check(onlyIn(List.of(in("http"), in("manage"), in("dev"), ROOT), "io.vertx.ext.web.."));
  }

  @Test
  void web_services_are_called_by_account_and_outbox_only() {
    check(onlyIn(List.of(in("account"), in("outbox")), "io.vertx.ext.web.client.."));
  }

  @Test
  void the_event_bus_itself_is_seen_by_the_bus_only() {
    check(
        noClasses()
            .that(notNamed("Bus"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.eventbus.EventBus"));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("bus"))
            .should()
            .callMethod("io.vertx.core.Vertx", "eventBus"));
  }

  @Test
  void nobody_reaches_into_the_inside_of_a_library() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..impl..", "..internal..", "sun..", "com.sun.."));
  }

  /** Two more silence a library that would print what it carries (requirement S14). */
  @Test
  void logging_is_done_by_slf4j_and_set_up_at_the_start_only() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .and(notNamed("ClientLogs"))
            .and(notNamed("Inbox"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging.."));
  }

  @Test
  void classes_are_named_for_their_role() {
    check(
        noClasses()
            .that()
            .areNotAssignableTo(LogManager.class) // that name is the JDK's
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(POSTKEY);
  }

  private static String in(String part) {
    return ROOT + "." + part + "..";
  }

  private static DescribedPredicate<JavaClass> notNamed(String simpleName) {
    return DescribedPredicate.describe(
        "are not " + simpleName, type -> !outermost(type).getSimpleName().equals(simpleName));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  /** Our own classes outside of these packages. */
  private static DescribedPredicate<JavaClass> oursBut(List<String> parts) {
    String[] packages = parts.stream().map(ArchitectureTest::in).toArray(String[]::new);
    return resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(packages));
  }

  private static ArchRule onlyIn(List<String> users, String library) {
    return noClasses()
        .that(resideOutsideOfPackages(users.toArray(String[]::new)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private static List<Path> packageFolders() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .toList();
    }
  }
}

package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which redis-server is taken. Those on the PATH are scripts that answer {@code --version}. */
@Timeout(60)
final class RedisBinariesIT {
  private static final List<String> NONE_SHIPPED = List.of();
  private static final String NOTHING_INSTALLED = "";

  @TempDir private Path temp;
  private RedisFolder folder;

  @BeforeEach
  void setUp() {
    folder = RedisFolder.claim(temp.resolve("data"));
  }

  @AfterEach
  void tearDown() {
    folder.close();
  }

  @Test
  void the_first_of_the_shipped_that_runs_is_taken_out_of_the_jar() throws IOException {
    List<String> shipped = thisMachines();

    RedisBinary binary = new RedisBinaries(shipped, NOTHING_INSTALLED).find(folder);

    assertThat(binary.path().getParent()).isEqualTo(folder.path());
    assertThat(shipped).contains(binary.path().getFileName().toString());
    assertThat(binary.version()).isEqualTo(RedisVersion.OLDEST);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(binary.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void it_is_taken_out_once() throws IOException {
    RedisBinaries binaries = new RedisBinaries(thisMachines(), NOTHING_INSTALLED);
    Path file = binaries.find(folder).path();
    Object before = Files.readAttributes(file, "unix:ino").get("ino");

    binaries.find(folder);

    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);
  }

  @Test
  void a_damaged_one_is_taken_out_again() throws IOException {
    RedisBinaries binaries = new RedisBinaries(thisMachines(), NOTHING_INSTALLED);
    Path file = binaries.find(folder).path();
    byte[] good = Files.readAllBytes(file);
    byte[] damaged = good.clone();
    damaged[damaged.length - 1]++;
    Files.write(file, damaged);

    binaries.find(folder);

    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void one_that_does_not_run_here_makes_way_for_the_next() throws IOException {
    List<String> shipped =
        List.of("redis-server-6.2.7-linux-arm64", "redis-server-6.2.7-linux-386");

    RedisBinary binary = new RedisBinaries(shipped, NOTHING_INSTALLED).find(folder);

    assertThat(binary.path()).hasFileName("redis-server-6.2.7-linux-386");
  }

  @Test
  void without_any_in_the_jar_the_one_on_the_path_is_taken() throws IOException {
    Path installed = installed("Redis server v=7.2.4 sha=00000000:0 malloc=libc bits=64");

    RedisBinary binary = new RedisBinaries(NONE_SHIPPED, "/nowhere::" + installed).find(folder);

    assertThat(binary)
        .isEqualTo(new RedisBinary(installed.resolve("redis-server"), new RedisVersion(7, 2)));
  }

  @Test
  void an_older_one_than_6_2_is_refused_by_name() throws IOException {
    Path installed = installed("Redis server v=6.0.16 sha=00000000:0 malloc=libc bits=64");

    assertThatThrownBy(() -> new RedisBinaries(NONE_SHIPPED, installed.toString()).find(folder))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessage(
            "no redis-server from version 6.2 on runs on this machine (%s/redis-server is 6.0):"
                + " install one so that it is on the PATH, or set redis.url to a server of your own",
            installed);
  }

  @Test
  void one_that_fails_is_refused_with_what_it_says() throws IOException {
    Path installed = installed("libssl.so.3: cannot open shared object file");

    assertThatThrownBy(() -> new RedisBinaries(NONE_SHIPPED, installed.toString()).find(folder))
        .hasMessageContaining("redis-server: libssl.so.3: cannot open shared object file");
  }

  @Test
  void nothing_in_the_jar_and_nothing_on_the_path_is_said_in_one_sentence() {
    assertThatThrownBy(
            () -> new RedisBinaries(List.of("not-in-the-jar"), NOTHING_INSTALLED).find(folder))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageStartingWith("no redis-server from version 6.2 on runs on this machine");
  }

  @Test
  void data_of_a_newer_server_is_never_given_to_an_older_one_which_would_not_see_it()
      throws IOException {
    Files.createDirectory(folder.path().resolve("appendonlydir"));

    assertThatThrownBy(() -> new RedisBinaries(thisMachines(), NOTHING_INSTALLED).find(folder))
        .hasMessageStartingWith("no redis-server from version 7.0 on runs on this machine");
  }

  @Test
  void every_machine_that_is_served_has_its_own_binary_first() {
    assertThat(RedisBinaries.shippedFor("Linux", "amd64").get(0)).endsWith("linux-amd64");
    assertThat(RedisBinaries.shippedFor("Linux", "aarch64").get(0)).endsWith("linux-arm64");
    assertThat(RedisBinaries.shippedFor("Linux", "i386").get(0)).endsWith("linux-386");
    assertThat(RedisBinaries.shippedFor("Mac OS X", "aarch64").get(0)).endsWith("darwin-arm64");
    assertThat(RedisBinaries.shippedFor("Mac OS X", "x86_64").get(0)).endsWith("darwin-amd64");
  }

  @Test
  void every_binary_that_is_named_is_in_the_jar() {
    for (String os : List.of("Linux", "Mac OS X")) {
      for (String arch : List.of("amd64", "aarch64", "i386")) {
        assertThat(RedisBinaries.shippedFor(os, arch))
            .allMatch(name -> RedisBinaries.class.getClassLoader().getResource(name) != null);
      }
    }
  }

  private static List<String> thisMachines() {
    return RedisBinaries.shippedFor(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** A folder with a redis-server that prints {@code answer}. */
  private Path installed(String answer) throws IOException {
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Path script = bin.resolve("redis-server");
    Files.writeString(script, "#!/bin/sh\necho '" + answer + "'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }
}

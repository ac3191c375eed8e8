package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.dev.EmbeddedRedisBench.Child;
import dev.postkey.support.RedisWire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and, where Postkey must die, real child JVMs. */
@Timeout(60)
final class EmbeddedRedisIT {
  @TempDir private Path temp;
  private Path folder;
  private EmbeddedRedisBench bench;

  @BeforeEach
  void setUp() {
    folder = temp.resolve("data");
    bench = new EmbeddedRedisBench(folder);
  }

  @AfterEach
  void nothing_is_left_running() throws IOException {
    bench.close();
  }

  @Test
  void data_survives_a_stop_and_a_start() throws IOException {
    EmbeddedRedis first = bench.start();
    set(first.url(), "kept");
    first.stop();

    assertThat(get(bench.start().url())).isEqualTo("kept");
  }

  @Test
  void an_answered_write_survives_a_kill_of_the_server() throws IOException {
    EmbeddedRedis first = bench.start();
    set(first.url(), "kept");
    bench.running().forEach(ProcessHandle::destroyForcibly);
    first.stop();

    assertThat(get(bench.start().url())).isEqualTo("kept");
  }

  @Test
  void it_is_set_up_to_lose_and_drop_nothing() throws IOException {
    try (RedisWire wire = RedisWire.connect(bench.start().url())) {
      assertThat(wire.call("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "yes"));
      assertThat(wire.call("CONFIG", "GET", "appendfsync"))
          .isEqualTo(List.of("appendfsync", "always"));
      assertThat(wire.call("CONFIG", "GET", "maxmemory-policy"))
          .isEqualTo(List.of("maxmemory-policy", "noeviction"));
    }
  }

  @Test
  void nothing_runs_after_stop_and_stopping_twice_is_no_error() throws IOException {
    EmbeddedRedis redis = bench.start();
    assertThat(bench.running()).hasSize(1);

    redis.stop();
    redis.stop();

    assertThat(bench.running()).isEmpty();
    assertThat(folder.resolve("redis.pid")).doesNotExist();
  }

  @Test
  void a_server_that_ignores_the_polite_signal_is_killed() throws Exception {
    try (RedisFolder claimed = RedisFolder.claim(folder)) {
      RedisProcess process = launch(claimed, RedisLaunch::freePort).process();
      // Stopped, it cannot obey SIGTERM.
      signal("STOP", process.pid());

      assertThat(process.stop(Duration.ofMillis(100))).isTrue();
    }
    assertThat(bench.running()).isEmpty();
  }

  @Test
  void the_orphan_of_a_killed_run_is_stopped_and_its_data_kept() throws Exception {
    Child child = bench.startChild();
    set(child.says("ready"), "kept");
    child.kill();
    assertThat(bench.running()).hasSize(1);
    long orphan = bench.running().get(0).pid();

    EmbeddedRedis redis = bench.start();

    assertThat(get(redis.url())).isEqualTo("kept");
    assertThat(bench.running()).hasSize(1).noneMatch(process -> process.pid() == orphan);
  }

  @Test
  void a_second_start_on_the_folder_is_refused_in_the_same_process_and_in_another()
      throws IOException {
    EmbeddedRedis redis = bench.start();

    assertThatThrownBy(() -> EmbeddedRedis.start(folder))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("in use by another Postkey");
    // After the refusal above, for refusing must not lose the lock of the first.
    assertThat(bench.startChild().says("refused")).contains("in use by another Postkey");
    assertThat(bench.running()).hasSize(1);
    assertThat(get(redis.url())).isNull();
  }

  @Test
  void the_folder_is_the_same_one_by_another_name() throws IOException {
    bench.start();
    Path alias = Files.createSymbolicLink(temp.resolve("alias"), folder);

    assertThatThrownBy(() -> EmbeddedRedis.start(alias))
        .hasMessageContaining("in use by another Postkey");
  }

  @Test
  void a_pid_file_that_names_a_foreign_process_kills_nobody() throws IOException {
    Process foreign = bench.startForeign("sleep", "60");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("redis.pid"), foreign.pid() + "\n");

    EmbeddedRedis redis = bench.start();

    assertThat(foreign.isAlive()).isTrue();
    assertThat(get(redis.url())).isNull();
  }

  @Test
  void a_pid_file_that_names_the_server_of_another_folder_kills_nobody() throws IOException {
    try (EmbeddedRedisBench other = new EmbeddedRedisBench(temp.resolve("other"))) {
      EmbeddedRedis neighbour = other.start();
      Files.createDirectories(folder);
      Files.copy(temp.resolve("other").resolve("redis.pid"), folder.resolve("redis.pid"));

      bench.start();

      assertThat(get(neighbour.url())).isNull();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ctrl_c_reaches_postkey_alone_which_drains_and_then_stops_the_server() throws Exception {
    // A group of its own, and SIGINT not ignored, as a background job's children inherit it.
    Child child = bench.startChild("setsid", "env", "--default-signal=INT");
    child.says("ready");

    signal("INT", -child.process().pid());

    child.says("drained");
    child.says("stopped");
    assertThat(bench.running()).isEmpty();
  }

  @Test
  void the_password_is_on_no_command_line_and_in_no_text() throws IOException {
    EmbeddedRedis redis = bench.start();
    String password = password(redis.url());

    assertThat(password).hasSizeGreaterThanOrEqualTo(43);
    assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine()))
        .noneMatch(line -> line.orElse("").contains(password));
    assertThat(redis.toString()).doesNotContain(password);
    assertThat(Files.readString(folder.resolve("redis.log"))).doesNotContain(password);
  }

  @Test
  void the_password_is_new_at_each_start_and_needed() throws IOException {
    EmbeddedRedis first = bench.start();
    String before = password(first.url());
    first.stop();
    EmbeddedRedis second = bench.start();

    assertThat(password(second.url())).isNotEqualTo(before);
    assertThatThrownBy(() -> get(first.url().replaceFirst("[0-9]+$", port(second))))
        .hasMessageContaining("WRONGPASS");
    assertThatThrownBy(() -> get("redis://127.0.0.1:" + port(second)))
        .hasMessageContaining("NOAUTH");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void it_listens_on_127_0_0_1_only() throws IOException {
    URI uri = URI.create(bench.start().url());

    assertThat(uri.getHost()).isEqualTo("127.0.0.1");
    // Would be answered if it listened on every address.
    assertThatThrownBy(() -> new Socket("127.0.0.2", uri.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void nobody_else_may_read_the_folder_or_its_configuration() throws IOException {
    bench.start();

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("redis.conf"))).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("redis.lock"))).isEqualTo("rw-------");
  }

  @Test
  void a_folder_with_blanks_and_quotes_in_its_name_is_a_folder_like_any() throws IOException {
    folder = temp.resolve("my \"data\" #1 'a'" + umlaut());
    bench = new EmbeddedRedisBench(folder);

    assertThat(get(bench.start().url())).isNull();
  }

  @Test
  void a_file_in_the_place_of_the_folder_is_named_as_the_reason() throws IOException {
    Files.createFile(folder);

    assertThatThrownBy(() -> EmbeddedRedis.start(folder))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessage("the embedded Redis cannot use its folder %s: it is not a folder", folder);
  }

  @Test
  void data_that_cannot_be_read_is_reported_by_the_last_line_of_the_log() throws IOException {
    Files.createDirectories(folder);
    Path data = Files.writeString(folder.resolve("appendonly.aof"), "no such format\n");

    assertThatThrownBy(() -> EmbeddedRedis.start(folder))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageStartingWith("the embedded redis-server ended: Bad file format")
        .hasMessageContaining("redis.log");

    assertThat(bench.running()).isEmpty();
    Files.delete(data);
    assertThat(get(bench.start().url())).as("the folder is free again").isNull();
  }

  @Test
  void a_port_that_is_taken_meanwhile_is_given_up_for_another() throws IOException {
    EmbeddedRedis neighbour = bench.start();
    int taken = URI.create(neighbour.url()).getPort();
    Iterator<Integer> ports = List.of(taken, RedisLaunch.freePort()).iterator();
    try (EmbeddedRedisBench other = new EmbeddedRedisBench(temp.resolve("other"));
        RedisFolder claimed = RedisFolder.claim(temp.resolve("other"))) {

      RedisServer server = launch(claimed, ports::next);

      assertThat(server.port()).isNotEqualTo(taken);
      assertThat(ports).as("both ports were tried").isExhausted();
      assertThat(other.running()).hasSize(1);
    }
  }

  private static RedisServer launch(RedisFolder claimed, RedisLaunch.Ports ports)
      throws IOException {
    RedisBinary binary = RedisBinaries.ofThisMachine().find(claimed);
    return new RedisLaunch(claimed, binary, ports).launch();
  }

  private static void set(String url, String value) throws IOException {
    try (RedisWire wire = RedisWire.connect(url)) {
      assertThat(wire.call("SET", "key", value)).isEqualTo("OK");
    }
  }

  /** Null when nobody has set it. */
  private static String get(String url) throws IOException {
    try (RedisWire wire = RedisWire.connect(url)) {
      return (String) wire.call("GET", "key");
    }
  }

  private static String password(String url) {
    return URI.create(url).getUserInfo().substring(1);
  }

  private static String port(EmbeddedRedis redis) {
    return String.valueOf(URI.create(redis.url()).getPort());
  }

  private static void signal(String name, long target) throws Exception {
    Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + target).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Nothing where the locale knows ASCII only, as on a machine that sets none. */
  private static String umlaut() {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    return names.newEncoder().canEncode('ä') ? "ä" : "";
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.DevMode;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands {@code dead} and {@code audit}, and a Redis that Postkey runs itself. */
class DeadLettersOfDevIT {
  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  @Test
  void they_are_found_beside_a_running_dev_mode_and_without_one() throws Exception {
    DevMode dev = DevMode.on(bench);
    PostkeyProcess running = dev.start();

    assertThat(bench.run("dead", "list", "--data", "data").exitCode()).isZero();
    assertThat(bench.run("audit", "ann@example.com", "--data", "data").exitCode()).isZero();

    running.terminate();
    assertThat(running.exitCode()).isEqualTo(143);
    assertThat(bench.run("dead", "list", "--data", "data").exitCode()).isZero();
    assertThat(bench.redisServers()).as("left running").isEmpty();
  }
}

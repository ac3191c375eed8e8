package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.DevMode;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot start says why in one sentence, and leaves nothing running. */
@Timeout(120)
class DevRefusedIT {
  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  @ParameterizedTest
  @ValueSource(strings = {"--port", "--management-port", "--smtp-port", "--demo-port"})
  void a_taken_port_is_named_with_the_option_that_chooses_another(String option) throws Exception {
    DevMode dev = DevMode.on(bench);
    try (ServerSocket other =
        new ServerSocket(port(dev, option), 1, InetAddress.getLoopbackAddress())) {
      PostkeyProcess postkey = bench.run(dev.arguments());

      assertThat(postkey.exitCode()).isEqualTo(1);
      assertThat(postkey.err().lines()).hasSize(1);
      assertThat(postkey.err().text())
          .contains("Port " + other.getLocalPort() + " ")
          .contains(option + ".");
      assertThat(postkey.out().text()).isEmpty();
      assertThat(bench.redisServers()).isEmpty();
    }
  }

  @Test
  void a_second_start_on_the_same_data_is_refused_and_does_not_disturb_the_first()
      throws Exception {
    DevMode first = DevMode.on(bench);
    PostkeyProcess running = first.start();

    PostkeyProcess second = bench.run(DevMode.on(bench).arguments());

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err().lines()).hasSize(1);
    assertThat(second.err().text()).contains("in use by another Postkey");
    assertThat(second.out().text()).isEmpty();
    assertThat(bench.redisServers()).hasSize(1);
    first.ask(DevMode.apiKey(running), "ann@example.com");
    assertThat(first.mailsTo("ann@example.com")).hasSize(1);
  }

  @Test
  void a_variable_that_means_nothing_stops_the_start_and_names_the_nearest() throws Exception {
    PostkeyProcess postkey =
        bench.run(Map.of("POSTKEY_TOKEN_TLL", "10m"), DevMode.on(bench).arguments());

    assertThat(postkey.exitCode()).isEqualTo(2);
    assertThat(postkey.err().text()).contains("POSTKEY_TOKEN_TLL").contains("POSTKEY_TOKEN_TTL");
    assertThat(bench.redisServers()).isEmpty();
  }

  private static int port(DevMode dev, String option) {
    List<String> words = List.of(dev.arguments());
    return Integer.parseInt(words.get(words.indexOf(option) + 1));
  }
}

package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class DescriptorsTest {

  @Test
  @DisplayName("W6: some open files are left for Redis, the relays and the management port")
  void w6_connections_never_take_the_last_open_file() {
    assertThat(Descriptors.forConnections(1_000_000, 20_000)).isEqualTo(19_744);
    assertThat(Descriptors.forConnections(4_096, 20_000)).isEqualTo(4_096);
    assertThat(Descriptors.forConnections(4_096, 100)).isEqualTo(1);
  }

  @Test
  void the_limit_of_this_process_is_known() {
    assertThat(Descriptors.forConnections(Integer.MAX_VALUE)).isBetween(1, Integer.MAX_VALUE - 1);
  }
}

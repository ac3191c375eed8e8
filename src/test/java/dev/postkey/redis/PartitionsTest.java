package dev.postkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsTest {
  private static final KeyedHash HASH = KeyedHash.of(new byte[32]);

  private static List<String> keys(int partition) {
    return List.of(
        Partitions.token(partition, HASH),
        Partitions.account(partition, HASH),
        Partitions.accountPrefix(partition) + HASH.text(),
        Partitions.app(partition, "default"),
        Partitions.limit(partition, HASH),
        Partitions.counted(partition, "request"),
        Partitions.idempotency(partition, HASH),
        Partitions.job(partition, "request"),
        Partitions.jobPrefix(partition) + "request",
        Partitions.due(partition),
        Partitions.trail(partition, HASH) + ":asked",
        Partitions.trailPrefix(partition) + HASH.text() + ":links",
        Partitions.dead(partition));
  }

  @Test
  void R1_all_keys_of_a_partition_lie_in_one_slot() {
    for (int partition = 0; partition < 64; partition++) {
      assertThat(keys(partition).stream().map(PartitionsTest::slot).distinct()).hasSize(1);
    }
  }

  @Test
  void R1_the_64_partitions_lie_in_64_slots_spread_over_a_cluster() {
    Set<Integer> slots =
        IntStream.range(0, 64)
            .mapToObj(partition -> slot(Partitions.due(partition)))
            .collect(Collectors.toSet());

    assertThat(slots).hasSize(64);
    for (int third = 0; third < 3; third++) {
      int from = third * 16384 / 3;
      int to = (third + 1) * 16384 / 3;
      assertThat(slots.stream().filter(slot -> slot >= from && slot < to).count())
          .isGreaterThan(10);
    }
  }

  /** The specification's own examples. */
  @Test
  void slots_are_computed_as_redis_does() {
    assertThat(crc16("123456789")).isEqualTo(0x31C3);
    assertThat(slot("{user1000}.following")).isEqualTo(slot("user1000"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 5, 48, 65, 128})
  void a_count_that_does_not_divide_64_is_refused(int count) {
    assertThatThrownBy(() -> new Partitions(count)).isInstanceOf(IllegalArgumentException.class);
  }

  private static int slot(String key) {
    int open = key.indexOf('{');
    int close = key.indexOf('}', open + 1);
    return crc16(open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key) % 16384;
  }

  /** CRC-16/XMODEM, as the cluster specification has it. */
  private static int crc16(String text) {
    int crc = 0;
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      crc ^= (b & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      crc &= 0xFFFF;
    }
    return crc;
  }
}

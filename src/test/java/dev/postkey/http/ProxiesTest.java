package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxiesTest {
  private static final Proxies PROXIES =
      new Proxies(List.of("10.0.0.0/8", "192.0.2.128/25", "2001:db8:a::/48", "198.51.100.1"));

  /** The peer, the header, and whose network is counted. */
  @ParameterizedTest
  @DisplayName(
      "S10: X-Forwarded-For is read from the right, for as long as proxies of ours wrote it")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "203.0.113.7|-|203.0.113.7",
        "203.0.113.7|1.2.3.4|203.0.113.7",
        "10.1.1.1|203.0.113.7|203.0.113.7",
        "10.1.1.1|1.2.3.4, 203.0.113.7|203.0.113.7",
        "10.1.1.1|1.2.3.4, 203.0.113.7, 10.9.9.9|203.0.113.7",
        "10.1.1.1|1.2.3.4,203.0.113.7 ,\t10.9.9.9|203.0.113.7",
        "10.1.1.1|10.2.2.2, 10.3.3.3|10.2.2.2",
        "10.1.1.1|-|10.1.1.1",
        "::ffff:10.1.1.1|203.0.113.7|203.0.113.7",
        "10.1.1.1|::ffff:203.0.113.7|203.0.113.7",
        "10.1.1.1|203.0.113.7, ::ffff:10.4.4.4|203.0.113.7",
        "2001:db8:a:1::1|2001:db8:1:2:3::4|2001:db8:1:2::",
        "2001:db8:b::1|2001:db8:1:2:3::4|2001:db8:b::",
        "192.0.2.128|203.0.113.7|203.0.113.7",
        "192.0.2.127|203.0.113.7|192.0.2.127",
        "198.51.100.1|203.0.113.7|203.0.113.7",
        "198.51.100.2|203.0.113.7|198.51.100.2",
        "fe80::1%eth0|203.0.113.7|fe80::",
        "10.1.1.1|203.0.113.7:54321|203.0.113.7",
        "10.1.1.1|[2001:db8:1:2:3::4]:443|2001:db8:1:2::",
      })
  void s10_the_header_is_read_from_the_right(String peer, String header, String counted) {
    List<String> lines = header == null ? List.of() : List.of(header);

    assertThat(PROXIES.client(peer, lines)).isEqualTo(ClientAddress.parse(counted));
  }

  @Test
  @DisplayName("S10: several lines of the header are one list")
  void s10_header_lines_are_joined() {
    assertThat(PROXIES.client("10.1.1.1", List.of("1.2.3.4", "203.0.113.7, 10.2.2.2", "10.3.3.3")))
        .isEqualTo(ClientAddress.parse("203.0.113.7"));
  }

  @ParameterizedTest
  @DisplayName("S10: what is no address ends the walk, and the proxy that passed it on is counted")
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "unknown",
        "_hidden",
        "localhost",
        "203.0.113",
        "203.0.113.256",
        "203.0.113.7 1.2.3.4",
        "203.0.113.7;1.2.3.4",
        "for=203.0.113.7",
        "\"203.0.113.7\"",
        "2001:db8::1%eth0",
        "[2001:db8::1",
        "10.0.0.0/8",
        "203.0.113.7:port",
        "203.0.113.7,",
        "203.0.113.7\u0000",
      })
  void s10_garbage_ends_the_walk(String garbage) {
    assertThat(PROXIES.client("10.1.1.1", List.of("1.2.3.4", garbage)))
        .isEqualTo(ClientAddress.parse("10.1.1.1"));
    assertThat(PROXIES.client("10.1.1.1", List.of("1.2.3.4", garbage, "10.5.5.5")))
        .isEqualTo(ClientAddress.parse("10.5.5.5"));
  }

  @Test
  @DisplayName("S10: without trusted proxies nothing that a caller writes is believed")
  void s10_without_proxies_the_header_counts_for_nothing() {
    assertThat(new Proxies(List.of()).client("10.1.1.1", List.of("203.0.113.7")))
        .isEqualTo(ClientAddress.parse("10.1.1.1"));
  }

  @Test
  @DisplayName("S10: whatever is written, a caller is counted as somebody")
  void s10_no_header_breaks_the_walk() {
    String letters = "0123456789abcdef::..[]%/,, x\u0660\u00df";
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        header.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(PROXIES.client("10.1.1.1", List.of(header.toString())).network())
          .matches("[0-9a-f]{8}|[0-9a-f]{16}");
    }
  }

  @Test
  void blocks_are_read_as_they_are_written() {
    Proxies proxies = new Proxies(List.of("10.1.2.3/9", "::ffff:172.16.0.0/108", "2001:db8::/33"));

    for (String trusted : List.of("10.127.0.1", "172.31.0.1", "2001:db8:7fff::1")) {
      assertThat(proxies.client(trusted, List.of("203.0.113.7")).network()).isEqualTo("cb007107");
    }
    for (String other : List.of("10.128.0.1", "172.32.0.1", "2001:db8:8000::1")) {
      assertThat(proxies.client(other, List.of("203.0.113.7")))
          .isEqualTo(ClientAddress.parse(other));
    }
  }
}

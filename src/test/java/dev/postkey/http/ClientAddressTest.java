package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientAddressTest {
  @ParameterizedTest
  @DisplayName("S10: IPv6 by /64, an IPv4 address in IPv6 clothes as itself")
  @CsvSource({
    "203.0.113.7, cb007107",
    "::ffff:203.0.113.7, cb007107",
    "::FFFF:cb00:7107, cb007107",
    "2001:db8::1, 20010db800000000",
    "2001:db8::ffff:1, 20010db800000000",
    "2001:0DB8:0000:0001:ffff:ffff:ffff:ffff, 20010db800000001",
    "::1, 0000000000000000",
  })
  void s10_addresses_are_counted_by_network(String address, String network) {
    assertThat(ClientAddress.parse(address).network()).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.com",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4x",
        "16909060",
        "0x1.2.3.4",
        "cafe",
        "1.2.3.4:80",
        "[::1]",
        "[::1]:80",
        "fe80::1%eth0",
        "::1%",
        ":::",
        "1::2::3",
        " 1.2.3.4",
        "1.2.3.4\n",
        "::ffff:1.2.3.4.5",
        "2001:db8::/64",
      })
  void what_is_no_address_is_refused(String text) {
    assertThatThrownBy(() -> ClientAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

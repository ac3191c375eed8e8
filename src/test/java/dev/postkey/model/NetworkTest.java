package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00::1",
        "64:ff9b::101:101"
      })
  void an_address_of_the_internet_is_public(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(Network.PUBLIC.admits(parsed)).isTrue();
    assertThat(Network.PRIVATE.admits(parsed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "::1",
        "fc00::1",
        "fdff::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1"
      })
  void an_address_of_our_own_is_private(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(Network.PUBLIC.admits(parsed)).isFalse();
    assertThat(Network.PRIVATE.admits(parsed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::7f00:1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254"
      })
  void what_is_neither_is_never_admitted(String address) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);

    assertThat(Network.PUBLIC.admits(parsed)).isFalse();
    assertThat(Network.PRIVATE.admits(parsed)).isFalse();
  }

  @Test
  void an_ipv4_address_in_the_form_of_an_ipv6_address_is_seen_through() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 127;
    mapped[15] = 1;

    assertThat(Network.PUBLIC.admits(Inet6Address.getByAddress("x", mapped, 0))).isFalse();
  }
}

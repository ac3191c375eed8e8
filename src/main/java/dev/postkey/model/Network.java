package dev.postkey.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where something that others configure may lead, judged by addresses and not by names, so that no
 * name that resolves to something of our own opens a way to it.
 */
public enum Network {
  /** Addresses of the Internet (IANA's registries of special-purpose addresses name the others). */
  PUBLIC,
  /** Those, private and shared ones, and this machine; never link-local ones or metadata. */
  PRIVATE;

  private static final List<AddressBlock> SPECIAL_IPV4 =
      blocks(
          "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16"
              + " 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16"
              + " 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3");

  private static final List<AddressBlock> UNICAST_IPV6 = blocks("2000::/3");

  /** With those that carry an IPv4 address, which would go unseen. */
  private static final List<AddressBlock> SPECIAL_IPV6 =
      blocks("2001::/23 2001:db8::/32 2002::/16 3fff::/20");

  private static final List<AddressBlock> OWN =
      blocks("10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7");

  /** Where clouds tell a machine its credentials, as far as private addresses lead there. */
  private static final List<AddressBlock> METADATA = blocks("100.100.100.200/32 fd00:ec2::/32");

  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");

  /** Whether {@code address} is one of this network; asks nobody. */
  public boolean admits(InetAddress address) {
    byte[] plain = unmapped(address.getAddress());
    return isPublic(plain) || this == PRIVATE && among(OWN, plain) && !among(METADATA, plain);
  }

  private static boolean isPublic(byte[] address) {
    if (address.length == 4) {
      return !among(SPECIAL_IPV4, address);
    }
    if (NAT64.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, 12, 16));
    }
    return among(UNICAST_IPV6, address) && !among(SPECIAL_IPV6, address);
  }

  private static boolean among(List<AddressBlock> blocks, byte[] address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  /** An IPv4 address that came in the form of an IPv6 address is one. */
  private static byte[] unmapped(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  private static List<AddressBlock> blocks(String list) {
    return Stream.of(list.split(" ")).map(AddressBlock::parse).toList();
  }
}

package dev.postkey.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * All IP addresses that begin with the same bits (CIDR, RFC 4632). An IPv4 address that is written
 * as an IPv6 one ({@code ::ffff:10.0.0.0}) is the IPv4 address. Immutable.
 */
public final class AddressBlock {
  private static final int MAPPED_BITS = 96;

  private final byte[] start;
  private final int bits;

  private AddressBlock(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /**
   * @param text an address, or an address, a slash and a number of bits; already known to be one,
   *     since a name would be looked up
   */
  public static AddressBlock parse(String text) {
    String[] parts = text.split("/", 2);
    byte[] start = address(parts[0]);
    if (parts.length == 1) {
      return new AddressBlock(start, start.length * 8);
    }
    int bits = Integer.parseInt(parts[1]);
    boolean mapped = start.length == 4 && parts[0].contains(":");
    return new AddressBlock(start, mapped ? Math.max(0, bits - MAPPED_BITS) : bits);
  }

  private static byte[] address(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is not an IP address", e);
    }
  }

  /**
   * @param address 4 or 16 bytes
   */
  public boolean contains(byte[] address) {
    if (address.length != start.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    return Arrays.equals(address, 0, whole, start, 0, whole)
        && (rest == 0 || (address[whole] ^ start[whole]) >> (8 - rest) == 0);
  }
}

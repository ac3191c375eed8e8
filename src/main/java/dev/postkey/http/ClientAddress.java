package dev.postkey.http;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The network behind which a person sits, as limits count it (requirement S10): an IPv4 address, or
 * the first 64 bits of an IPv6 one, since a single household can use all the rest.
 *
 * @param network in hex digits: 8 of an IPv4 address, 16 of an IPv6 one
 */
record ClientAddress(String network) {
  private static final int LONGEST = 45;
  private static final int SUBNET_BYTES = 8;
  private static final int MAPPED_BYTES = 12;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /**
   * Reads an address as RFC 4291 and inet_pton spell it: no port, zone or brackets. Never asks DNS.
   * An IPv4 address mapped into IPv6 is the IPv4 address.
   *
   * @throws IllegalArgumentException when {@code text} is no IP address
   */
  static ClientAddress parse(String text) {
    return bytes(text)
        .map(ClientAddress::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "An IP address reads like 203.0.113.7 or 2001:db8::1."));
  }

  /** The network of an address as {@link #bytes} has it. */
  static ClientAddress of(byte[] address) {
    int counted = address.length == 4 ? 4 : SUBNET_BYTES;
    return new ClientAddress(HexFormat.of().formatHex(address, 0, counted));
  }

  /** The 4 or 16 bytes of an address, spelt as in {@link #parse}; nothing when it is none. */
  static Optional<byte[]> bytes(String text) {
    byte[] bytes = plain(text) ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    return Optional.ofNullable(bytes)
        .map(
            address ->
                isMapped(address)
                    ? Arrays.copyOfRange(address, MAPPED_BYTES, address.length)
                    : address);
  }

  private static boolean plain(String text) {
    return text.length() <= LONGEST && text.indexOf('%') < 0 && text.indexOf('[') < 0;
  }

  private static boolean isMapped(byte[] bytes) {
    return bytes.length > MAPPED_BYTES
        && Arrays.equals(bytes, 0, MAPPED_BYTES, MAPPED, 0, MAPPED_BYTES);
  }

  @Override
  public String toString() {
    return "ClientAddress[redacted]";
  }
}

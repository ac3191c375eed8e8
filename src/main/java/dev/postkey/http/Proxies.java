package dev.postkey.http;

import dev.postkey.model.AddressBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out where a call came from before it reached our own proxies (requirement S10). Each proxy
 * adds to the right of {@code X-Forwarded-For} whom it got the call from, so the list is believed
 * from the right, for as long as those who wrote it are trusted; what a caller wrote further left
 * is never reached. The header {@code Forwarded} is not read: a proxy that writes the one hands the
 * other on as the caller sent it. Immutable.
 */
final class Proxies {
  /** Some proxies add the port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:([0-9.]+)|\\[([0-9A-Fa-f:.]+)])(?::[0-9]{1,5})?");

  private final List<AddressBlock> trusted;

  /**
   * @param trusted addresses and CIDR blocks
   */
  Proxies(List<String> trusted) {
    this.trusted = trusted.stream().map(AddressBlock::parse).toList();
  }

  /**
   * The network to count. What is no address ends the walk, so that the proxy that passed it on is
   * counted: all behind it share its limit until somebody mends it.
   *
   * @param peer the address at the other end of the connection
   * @param forwardedFor the lines of {@code X-Forwarded-For}, in their order
   */
  ClientAddress client(String peer, List<String> forwardedFor) {
    byte[] address = ClientAddress.bytes(withoutZone(peer)).orElseThrow();
    List<String> hops = new ArrayList<>();
    if (isTrusted(address)) {
      forwardedFor.forEach(line -> hops.addAll(Arrays.asList(line.split(",", -1))));
    }
    for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
      Optional<byte[]> before = hop(hops.get(i).strip());
      if (before.isEmpty()) {
        break;
      }
      address = before.get();
    }
    return ClientAddress.of(address);
  }

  private boolean isTrusted(byte[] address) {
    return trusted.stream().anyMatch(block -> block.contains(address));
  }

  private static Optional<byte[]> hop(String text) {
    Matcher withPort = WITH_PORT.matcher(text);
    if (withPort.matches()) {
      String inner = withPort.group(1) == null ? withPort.group(2) : withPort.group(1);
      return ClientAddress.bytes(inner);
    }
    return ClientAddress.bytes(text);
  }

  private static String withoutZone(String peer) {
    int zone = peer.indexOf('%');
    return zone < 0 ? peer : peer.substring(0, zone);
  }
}

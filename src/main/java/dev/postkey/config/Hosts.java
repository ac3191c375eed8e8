package dev.postkey.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names and addresses, judged by how they are written: nothing here asks DNS. */
public final class Hosts {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final String IPV4_PART = "0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]";

  /** With a dot in front it would be looked up as a name. */
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");

  private Hosts() {}

  /**
   * The name or address of a host.
   *
   * @throws IllegalArgumentException when {@code text} is neither
   */
  static String parse(String text) {
    boolean good = isNumeric(text) ? isAddress(text) : NAME.matcher(text).matches();
    if (!good) {
      throw new IllegalArgumentException("must be a host name or an IP address, without a port");
    }
    return text;
  }

  /** True for an IPv4 address, or an IPv6 address without brackets and zone. */
  static boolean isAddress(String text) {
    return address(text) != null;
  }

  /**
   * True for {@code localhost} and the addresses that never leave the machine, an IPv6 address with
   * or without the brackets that it has in a URL.
   */
  public static boolean isLoopback(String host) {
    InetAddress address = address(withoutBrackets(host));
    return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
  }

  /** The address that {@code host} is, with or without brackets; nothing when it is a name. */
  static Optional<InetAddress> addressOf(String host) {
    return Optional.ofNullable(address(withoutBrackets(host)));
  }

  /** True for the address that stands for every address of the machine. */
  static boolean isWildcard(String host) {
    InetAddress address = address(host);
    return address != null && address.isAnyLocalAddress();
  }

  /** A host as it stands in a URL, without the brackets of an IPv6 address. */
  public static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** How a host names itself to an SMTP server (RFC 5321, section 4.1.3). */
  static String heloName(String host) {
    String bare = withoutBrackets(host);
    if (!isAddress(bare)) {
      return bare;
    }
    return bare.contains(":") ? "[IPv6:" + bare + "]" : "[" + bare + "]";
  }

  private static InetAddress address(String text) {
    try {
      return isNumeric(text) && partsFit(text) ? InetAddress.getByName(text) : null;
    } catch (UnknownHostException malformed) {
      return null;
    }
  }

  private static boolean isNumeric(String text) {
    return IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  /**
   * What looks like IPv4 but is out of range would be looked up as a name, and a zero in front is
   * octal for some.
   */
  private static boolean partsFit(String text) {
    return !IPV4.matcher(text).matches()
        || Arrays.stream(text.split("\\.")).allMatch(part -> part.matches(IPV4_PART));
  }
}

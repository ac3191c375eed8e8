package dev.postkey.http;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The files that this process may have open, connections included. Whoever accepts the last one
 * leaves none for the management port, for Redis and for the relays.
 */
final class Descriptors {
  /** Left for everything that is not a connection of the public port. */
  private static final int RESERVE = 256;

  private static final long LIMIT = limit();

  private Descriptors() {}

  /** As many connections as {@code wanted}, or as there is room for. */
  static int forConnections(int wanted) {
    return forConnections(wanted, LIMIT);
  }

  static int forConnections(int wanted, long limit) {
    return (int) Math.max(1, Math.min(wanted, limit - RESERVE));
  }

  private static long limit() {
    try {
      ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
      return (Long)
          ManagementFactory.getPlatformMBeanServer().getAttribute(system, "MaxFileDescriptorCount");
    } catch (JMException unknown) {
      return Long.MAX_VALUE; // Not a Unix; there the limit is far away.
    }
  }
}

package dev.postkey;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out before the start whether a port can be had, to say so in a sentence. */
final class Ports {
  private Ports() {}

  /**
   * @param option what to set to use another port
   * @throws CannotStart when it cannot be had
   */
  static void requireFree(String host, int port, String option) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new CannotStart(
          "Port "
              + port
              + " on "
              + host
              + " cannot be used ("
              + e.getMessage()
              + "). Stop what uses it, or choose another with "
              + option
              + ".");
    }
  }
}

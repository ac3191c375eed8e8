package dev.postkey.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Asks a server whether it is ready: logged in, data loaded. */
final class RedisGreeting {
  static final InetAddress LOOPBACK = loopback();

  private static final int TIMEOUT_MILLIS = 1_000;
  private static final String GOOD = "+OK\r\n+PONG\r\n";

  private RedisGreeting() {}

  /** False while it does not listen or still loads its data. */
  static boolean isAnswered(RedisAccess server) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(LOOPBACK, server.port()), TIMEOUT_MILLIS);
      String greeting = "AUTH " + server.password() + "\r\nPING\r\n";
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(GOOD.length());
      return GOOD.equals(new String(answer, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return false;
    }
  }

  /** Not {@code InetAddress.getLoopbackAddress()}, which may be that of IPv6. */
  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}

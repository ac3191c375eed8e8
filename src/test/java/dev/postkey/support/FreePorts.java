package dev.postkey.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports that nobody on loopback listens on, for those who must know theirs beforehand. */
public final class FreePorts {
  private FreePorts() {}

  /** One that was free just now. */
  public static int one() throws IOException {
    return different(1).get(0);
  }

  /** As many as asked for, no two the same. */
  public static List<Integer> different(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}

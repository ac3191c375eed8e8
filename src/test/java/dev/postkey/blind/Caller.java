package dev.postkey.blind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.postkey.support.Configs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Asks over one connection that stays open, and looks at the clock. Belongs to one thread. */
final class Caller implements AutoCloseable {
  /**
   * @param head the status line and all header fields, as they came
   */
  record Answer(String head, String body, long nanos) {}

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Caller(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Asks for a reset mail. */
  Answer ask(String email) throws IOException {
    byte[] request = request(email).getBytes(ISO_8859_1);
    long begun = System.nanoTime();
    out.write(request);
    String head = head();
    long nanos = System.nanoTime() - begun;
    return new Answer(head, new String(in.readNBytes(length(head)), ISO_8859_1), nanos);
  }

  private static String request(String email) {
    String body = "{\"email\":\"" + email + "\"}";
    return "POST /v1/reset-requests HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + Configs.API_KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("hung up after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase().startsWith("content-length: "))
        .map(line -> Integer.valueOf(line.substring("content-length: ".length())))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

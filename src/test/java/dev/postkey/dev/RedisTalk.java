package dev.postkey.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** A connection to a server by its url: one line out, one line back. */
final class RedisTalk implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader answers;

  RedisTalk(String url) throws IOException {
    URI uri = URI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(5_000);
    answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    say("AUTH " + password(url));
  }

  static String password(String url) {
    return URI.create(url).getUserInfo().substring(1);
  }

  /** Says {@code command}; of a bulk its text, of an array its elements with blanks between. */
  String say(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return answer();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the server hung up");
    }
    if (line.startsWith("*")) {
      StringJoiner elements = new StringJoiner(" ");
      for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
        elements.add(answer());
      }
      return elements.toString();
    }
    return line.startsWith("$") && !line.equals("$-1") ? answers.readLine() : line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

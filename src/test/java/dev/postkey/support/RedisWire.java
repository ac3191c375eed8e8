package dev.postkey.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Speaks RESP2 over a plain socket: a second pair of eyes that shares no code with what is tested.
 * Replies are {@code String}, {@code Long}, {@code List} or null; an error is an exception.
 */
public final class RedisWire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects and logs in as {@code url} says. */
  public static RedisWire connect(String url) throws IOException {
    URI uri = URI.create(url);
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(10_000);
    RedisWire wire = new RedisWire(socket);
    if (uri.getUserInfo() != null) {
      String[] user = uri.getUserInfo().split(":", 2);
      if (user[0].isEmpty()) {
        wire.call("AUTH", user[1]);
      } else {
        wire.call("AUTH", user[0], user[1]);
      }
    }
    return wire;
  }

  public Object call(String... words) throws IOException {
    StringBuilder head = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      head.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return read();
  }

  /** The next reply, where more come than were asked for, as after {@code MONITOR}. */
  public Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("redis says " + rest);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    in.skipNBytes(2);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Object> array(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      parts.add(read());
    }
    return parts;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new IOException("redis hung up");
      }
      line.append((char) c);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

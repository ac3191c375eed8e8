package dev.postkey.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Speaks SMTP to the inbox, byte for byte what a test says. */
final class InboxClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader replies;

  InboxClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5_000);
    replies =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    reply();
    say("HELO test");
  }

  /** Sends a whole mail in a session of its own; answers the reply to its data. */
  static String send(int port, String recipient, String mail) throws IOException {
    try (InboxClient client = new InboxClient(port)) {
      return client.mail(recipient, mail);
    }
  }

  /** A mail of plain text as somebody's mail program would write it. */
  static String plain(String to, String subject, String text) {
    return "To: "
        + to
        + "\nSubject: "
        + subject
        + "\nContent-Type: text/plain; charset=utf-8\n\n"
        + text;
  }

  String mail(String recipient, String mail) throws IOException {
    say("MAIL FROM:<no-reply@example.com>");
    say("RCPT TO:<" + recipient + ">");
    say("DATA");
    return say(mail.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n.");
  }

  String say(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    return reply();
  }

  private String reply() throws IOException {
    String line = replies.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = replies.readLine();
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

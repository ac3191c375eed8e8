package dev.postkey.support;

import static dev.postkey.support.ScriptedSmtp.BODY;
import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.ENDLESS_LINE;
import static dev.postkey.support.ScriptedSmtp.ENDLESS_REPLY;
import static dev.postkey.support.ScriptedSmtp.END_OF_DATA;
import static dev.postkey.support.ScriptedSmtp.FAREWELL;
import static dev.postkey.support.ScriptedSmtp.HOLD;
import static dev.postkey.support.ScriptedSmtp.NORMALLY;
import static dev.postkey.support.ScriptedSmtp.STALL;
import static dev.postkey.support.ScriptedSmtp.TRICKLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One connection to a {@link ScriptedSmtp}. Each answer says whether it goes on. */
final class SmtpTalk {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int CHUNK = 8192;

  private final ScriptedSmtp server;
  private final BufferedReader in;
  private final OutputStream out;
  private final List<String> recipients = new ArrayList<>();
  private int mails;

  SmtpTalk(ScriptedSmtp server, Socket socket) throws IOException {
    this.server = server;
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    this.out = socket.getOutputStream();
  }

  /** Until either side hangs up. */
  void run() throws IOException {
    boolean open = answer(CONNECT, server.next(CONNECT));
    String line;
    while (open && (line = in.readLine()) != null) {
      server.heard(line);
      note(line);
      if (server.isRefused(line)) {
        open = answer("RCPT", "550 5.1.1 no such user");
      } else {
        open = server.isTarpit(line) ? untilHungUp() : command(ScriptedSmtp.verb(line));
      }
    }
  }

  private void note(String line) {
    if (line.startsWith("MAIL")) {
      recipients.clear();
    } else if (line.startsWith("RCPT")) {
      recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
    }
  }

  private boolean command(String verb) throws IOException {
    if (verb.equals("MAIL") && server.isTired(mails)) {
      return answer(verb, FAREWELL + "421 4.7.0 too many mails in one connection");
    }
    String answer = server.next(verb);
    if (!answer(verb, answer) || verb.equals("QUIT")) {
      return false;
    }
    boolean dataFollows = verb.equals("DATA") && spoken(verb, answer).startsWith("354");
    return !dataFollows || data();
  }

  private boolean data() throws IOException {
    String answer = server.next(BODY);
    if (!answer.equals(NORMALLY)) {
      in.readLine();
      return answer(BODY, answer);
    }
    mails++;
    return hear() && answer(END_OF_DATA, server.next(END_OF_DATA));
  }

  private boolean answer(String verb, String answer) throws IOException {
    switch (answer) {
      case DROP -> {
        return false;
      }
      case STALL -> {
        return untilHungUp();
      }
      case ENDLESS_LINE -> {
        say("250-");
        return forEver("x".repeat(CHUNK));
      }
      case ENDLESS_REPLY -> {
        return forEver(("250-" + "x".repeat(60) + "\r\n").repeat(CHUNK / 64));
      }
      case HOLD -> server.awaitRelease();
      default -> {}
    }
    String reply = spoken(verb, answer) + "\r\n";
    if (answer.startsWith(TRICKLE)) {
      trickle(reply);
    } else {
      say(reply);
    }
    return !answer.startsWith(FAREWELL);
  }

  /** The reply itself, without how it is given. */
  private static String spoken(String verb, String answer) {
    String reply = answer.replace(TRICKLE, "").replace(FAREWELL, "");
    return reply.equals(NORMALLY) || reply.equals(HOLD) ? ScriptedSmtp.good(verb) : reply;
  }

  private void say(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.write(bytes);
    out.flush();
    server.said(bytes.length);
  }

  private void trickle(String reply) throws IOException {
    for (int i = 0; i < reply.length(); i++) {
      say(reply.substring(i, i + 1));
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean forEver(String text) throws IOException {
    while (true) {
      say(text);
    }
  }

  private boolean untilHungUp() throws IOException {
    while (in.readLine() != null) {
      continue;
    }
    return false;
  }

  /** Reads up to the final dot; false when the connection ends before it. */
  private boolean hear() throws IOException {
    StringBuilder data = new StringBuilder();
    String line;
    while ((line = in.readLine()) != null) {
      if (line.equals(".")) {
        String message = new String(data.toString().getBytes(ISO_8859_1), UTF_8);
        server.received(new ScriptedSmtp.Delivery(List.copyOf(recipients), message));
        return true;
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return false;
  }
}

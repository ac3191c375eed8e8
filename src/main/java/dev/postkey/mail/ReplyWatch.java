package dev.postkey.mail;

import java.nio.charset.StandardCharsets;

/**
 * Watches that a server speaks only when it is asked, once each time, and comes to an end. The mail
 * client takes whatever line comes next for the answer to its last command, and would keep an
 * endless one in memory; a reply too many would so be taken for the answer to the command after it,
 * in the end for that to the final dot. Not thread-safe.
 */
final class ReplyWatch {
  /** Generous: a line has 512 bytes (RFC 5321, section 4.5.3.1.5), a long EHLO reply 30 lines. */
  static final int LONGEST_REPLY = 64 * 1024;

  private static final String DATA = "DATA";
  private static final String FINAL_DOT = ".";
  private static final String LEAVE = "QUIT";
  private static final int CODE = 3;

  /** What a server may have said, beside what it should. */
  enum Finding {
    /** All is well so far. */
    GOOD,
    /** It has answered the final dot, and then went on: the answer counts, the rest does not. */
    TALKATIVE,
    /** Nothing it says now can be relied on. */
    BAD
  }

  /** The greeting is awaited unasked. */
  private boolean awaiting = true;

  private String command = "";
  private boolean inData;
  private boolean left;
  private int length;

  /** The line so far, as far as it matters: code and separator. */
  private final StringBuilder start = new StringBuilder();

  private int end;

  /** True between two messages. */
  boolean idle() {
    return !awaiting && command.equals(FINAL_DOT);
  }

  /** True when we have taken leave: whatever comes, it is over. */
  boolean left() {
    return left;
  }

  /**
   * Something was sent.
   *
   * @param text a command, or a part of the message, with its line end
   * @return false when it was sent too early: the reply to the command before is not complete
   */
  boolean sent(String text) {
    String line = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    if (inData && !line.equals(FINAL_DOT)) {
      return true;
    }
    left |= line.equals(LEAVE);
    boolean early = awaiting && !left;
    inData = false;
    awaiting = true;
    command = line;
    length = 0;
    start.setLength(0);
    return !early;
  }

  /** Something was heard. After anything but good, the connection is of no more use. */
  Finding heard(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (!awaiting) {
        return i > 0 && command.equals(FINAL_DOT) ? Finding.TALKATIVE : Finding.BAD;
      }
      if (++length > LONGEST_REPLY || !heard(bytes[i])) {
        return Finding.BAD;
      }
      end = i + 1;
    }
    return Finding.GOOD;
  }

  /** How many of the bytes heard last belong to an answer. */
  int end() {
    return end;
  }

  private boolean heard(byte octet) {
    if (octet != '\n') {
      if (start.length() <= CODE) {
        start.append(new String(new byte[] {octet}, StandardCharsets.ISO_8859_1));
      }
      return true;
    }
    String code = start.toString();
    start.setLength(0);
    return code.matches("\\d{3}-") || fits(code);
  }

  /** The reply is complete. Only the answer to DATA is a 354, and only a login has other 3xx. */
  private boolean fits(String code) {
    awaiting = false;
    inData = command.equals(DATA) && code.startsWith("354");
    if (command.equals(DATA)) {
      return !code.startsWith("2") && (inData || !code.startsWith("3"));
    }
    return !code.startsWith("3") || code.startsWith("334");
  }
}

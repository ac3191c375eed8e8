package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.mail.ReplyWatch.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F11: what a server may say, and when. */
class ReplyWatchTest {
  private final ReplyWatch watch = new ReplyWatch();

  @Test
  void a_dialogue_as_it_should_be_is_good() {
    assertThat(heard("220-one\r\n220 two\r\n")).isEqualTo(Finding.GOOD);
    asks("EHLO postkey.test", "250-scripted\r\n250-SIZE 10\r\n250 AUTH LOGIN\r\n");
    asks("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n");
    asks("dXNlcg==", "334 UGFzc3dvcmQ6\r\n");
    asks("cGFzc3dvcmQ=", "235 2.7.0 welcome\r\n");
    assertThat(watch.idle()).isFalse();
    sendMail("250 2.0.0 queued\r\n");
    assertThat(watch.idle()).isTrue();
    asks("RSET", "250 ok\r\n");
    assertThat(watch.idle()).isFalse();
    sendMail("550 5.7.1 no\r\n");
    assertThat(watch.idle()).isTrue();
  }

  @Test
  void a_reply_may_come_in_any_pieces() {
    for (char octet : "220-one\r\n220 two\r\n".toCharArray()) {
      assertThat(heard(String.valueOf(octet))).isEqualTo(Finding.GOOD);
    }
    asks("EHLO postkey.test", "250 ok\r\n");
  }

  @Test
  void garbage_is_for_the_client_to_refuse() {
    assertThat(heard("\0\0 HTTP/1.1 what\r\n")).isEqualTo(Finding.GOOD);
    asks("EHLO postkey.test", "\r\n");
  }

  @Test
  void a_second_reply_to_one_command_is_bad() {
    greet();
    watch.sent("EHLO postkey.test\r\n");

    assertThat(heard("250 ok\r\n250 ok\r\n")).isEqualTo(Finding.BAD);
  }

  @Test
  void a_reply_that_nobody_asked_for_is_bad() {
    greet();

    assertThat(heard("2")).isEqualTo(Finding.BAD);
  }

  @Test
  void a_reply_in_the_middle_of_the_message_is_bad() {
    greet();
    asks("DATA", "354 go on\r\n");
    assertThat(watch.sent("Subject: x\r\n")).isTrue();

    assertThat(heard("250 2.0.0 queued\r\n")).isEqualTo(Finding.BAD);
  }

  @Test
  void a_command_before_the_reply_is_complete_is_bad() {
    greet();
    assertThat(watch.sent("EHLO postkey.test\r\n")).isTrue();
    assertThat(heard("250-more\r\n")).isEqualTo(Finding.GOOD);

    assertThat(watch.sent("MAIL FROM:<a@b.example>")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 ok\r\n", "334 what\r\n", "300 what\r\n"})
  void only_a_354_lets_the_message_go(String reply) {
    greet();
    watch.sent("DATA\r\n");

    assertThat(heard(reply)).isEqualTo(Finding.BAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RCPT TO:<a@b.example>", ".", "RSET"})
  void a_354_answers_nothing_but_data(String command) {
    greet();
    watch.sent(command);

    assertThat(heard("354 go on\r\n")).isEqualTo(Finding.BAD);
  }

  @Test
  void what_comes_with_the_answer_to_the_final_dot_does_not_take_it_back() {
    greet();
    asks("DATA", "354 go on\r\n");
    watch.sent(".\r\n");

    assertThat(heard("250 ok\r\n421 bye\r\n")).isEqualTo(Finding.TALKATIVE);
    assertThat(watch.end()).isEqualTo("250 ok\r\n".length());
  }

  @Test
  void an_endless_line_and_an_endless_reply_are_bad() {
    assertThat(heard("2".repeat(ReplyWatch.LONGEST_REPLY))).isEqualTo(Finding.GOOD);
    assertThat(heard("2")).isEqualTo(Finding.BAD);

    ReplyWatch other = new ReplyWatch();
    byte[] line = "220-more\r\n".getBytes(ISO_8859_1);
    for (int i = 0; i < ReplyWatch.LONGEST_REPLY / line.length; i++) {
      assertThat(other.heard(line)).isEqualTo(Finding.GOOD);
    }
    assertThat(other.heard(line)).isEqualTo(Finding.BAD);
  }

  @Test
  void leave_may_be_taken_at_any_time() {
    assertThat(watch.sent("QUIT")).isTrue();
    assertThat(watch.left()).isTrue();
  }

  private void greet() {
    assertThat(heard("220 hello\r\n")).isEqualTo(Finding.GOOD);
  }

  private void sendMail(String answer) {
    asks("MAIL FROM:<a@b.example>", "250 ok\r\n");
    asks("RCPT TO:<c@d.example>", "250 ok\r\n");
    asks("DATA", "354 go on\r\n");
    for (String line :
        new String[] {"Subject: x\r\n\r\n", "", "QUIT", "..", " .", ".\r\n.", "DATA"}) {
      assertThat(watch.sent(line + "\r\n")).isTrue();
    }
    assertThat(watch.left()).isFalse();
    asks(".", answer);
  }

  private void asks(String command, String reply) {
    assertThat(watch.sent(command + "\r\n")).isTrue();
    assertThat(heard(reply)).isEqualTo(Finding.GOOD);
  }

  private Finding heard(String text) {
    return watch.heard(text.getBytes(ISO_8859_1));
  }
}

package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {
  @TempDir Path folder;
  private Inbox inbox;

  @BeforeEach
  void open() throws IOException {
    inbox = Inbox.open(folder, 0);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void an_acknowledged_mail_is_in_the_inbox() throws IOException {
    String reply = send("ann@example.com", "Hello", "hi");

    InboxMessage message = inbox.store().messages().get(0);
    assertThat(reply).isEqualTo("250 2.0.0 Kept as " + message.id());
    assertThat(message.to()).containsExactly("ann@example.com");
    assertThat(message.subject()).isEqualTo("Hello");
  }

  @Test
  void M1_a_mail_is_kept_byte_for_byte_with_its_leading_dots() throws IOException {
    String mail = "To: ann@example.com\r\n\r\n..one dot\r\n.. \r\n";
    InboxClient.send(inbox.port(), "ann@example.com", mail);

    String id = inbox.store().messages().get(0).id();
    String raw = new String(inbox.store().raw(id).orElseThrow(), StandardCharsets.UTF_8);
    assertThat(raw).isEqualTo("To: ann@example.com\r\n\r\n.one dot\r\n. \r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b", "\"odd one\"@example.com", "ü@bücher.example", "x"})
  void a_mail_for_any_recipient_is_taken(String recipient) throws IOException {
    assertThat(send(recipient, "Hello", "hi")).startsWith("250 ");
  }

  @Test
  void one_session_can_carry_many_mails() throws IOException {
    try (InboxClient client = new InboxClient(inbox.port())) {
      client.mail("a@example.com", InboxClient.plain("a@example.com", "one", ""));
      client.mail("a@example.com", InboxClient.plain("a@example.com", "two", ""));
    }

    assertThat(inbox.store().messages()).extracting("subject").containsExactly("two", "one");
  }

  @Test
  void a_mail_over_1_MiB_is_refused_and_its_rest_is_not_read_as_commands() throws IOException {
    String large = ("x".repeat(70) + "\nQUIT\n").repeat(15_000);
    try (InboxClient client = new InboxClient(inbox.port())) {
      assertThat(client.mail("a@example.com", large)).startsWith("552 ");
      assertThat(client.say("RSET")).startsWith("250 ");
      assertThat(client.mail("a@example.com", "Subject: small\n\n")).startsWith("250 ");
    }

    assertThat(inbox.store().messages()).extracting("subject").containsExactly("small");
  }

  @Test
  void a_taken_port_is_told_in_plain_words() {
    assertThatThrownBy(() -> Inbox.open(folder, inbox.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + inbox.port())
        .hasMessageContaining("another program has it");
  }

  @Test
  void an_inbox_that_takes_no_mail_takes_none_after_a_new_start_either() throws IOException {
    inbox.server().off();
    inbox.close();

    inbox = Inbox.open(folder, 0);
    assertThat(inbox.takesMail()).isFalse();

    inbox.server().on();
    inbox.close();
    inbox = Inbox.open(folder, 0);
    assertThat(send("ann@example.com", "Hello", "hi")).startsWith("250 ");
  }

  @Test
  void closing_ends_sessions_that_are_still_open() throws IOException {
    try (InboxClient client = new InboxClient(inbox.port())) {
      inbox.close();
      assertThat(client.say("NOOP")).isNull();
    }
  }

  @Test
  void S14_no_level_makes_the_SMTP_library_log_addresses() throws IOException {
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Records records = new Records();
    root.setLevel(Level.ALL);
    root.addHandler(records);
    try {
      send("ann@example.com", "Hello", "https://example.com/reset=token");
    } finally {
      root.setLevel(before);
      root.removeHandler(records);
    }

    assertThat(records.lines).noneMatch(line -> line.contains("ann@") || line.contains("token"));
  }

  private String send(String to, String subject, String text) throws IOException {
    return InboxClient.send(inbox.port(), to, InboxClient.plain(to, subject, text));
  }

  private static final class Records extends Handler {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Records() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getLoggerName() + " " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

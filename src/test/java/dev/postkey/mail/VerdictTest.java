package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static dev.postkey.support.ScriptedSmtp.DROP;
import static dev.postkey.support.ScriptedSmtp.END_OF_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.bus.SendMail.Kind;
import dev.postkey.support.ScriptedSmtp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of SMTP replies by stage, each as a server says it. */
class VerdictTest {
  private ScriptedSmtp smtp;
  private PostOffice office;

  @BeforeEach
  void open() throws Exception {
    smtp = ScriptedSmtp.start();
    office = PostOffice.open(smtp.port());
  }

  @AfterEach
  void close() throws Exception {
    office.close();
    smtp.close();
  }

  @ParameterizedTest(name = "{0} answered {1} is {2}, {3}")
  @CsvSource({
    "CONNECT, 421 4.3.2 too busy,               RELAY,      relay-slowing",
    "CONNECT, 450 4.3.2 too busy,               RELAY,      relay-slowing",
    "CONNECT, 450 4.0.0 not now,                RELAY,      relay-refused",
    "CONNECT, 554 5.7.1 go away,                RELAY,      relay-refused",
    "CONNECT, garbage,                          RELAY,      relay-unreadable",
    "MAIL,    451 4.7.1 not now,                RELAY,      relay-slowing",
    "MAIL,    450 4.3.2 too many,               RELAY,      relay-slowing",
    "MAIL,    451 4.3.0 not now,                RELAY,      sender-deferred",
    "MAIL,    452 4.3.1 disk full,              RELAY,      sender-deferred",
    "MAIL,    530 5.7.0 log in first,           RELAY,      sender-refused",
    "MAIL,    552 5.3.4 too big for us,         RELAY,      sender-refused",
    "MAIL,    500 what,                         RELAY,      relay-confused",
    "MAIL,    501 5.1.7 bad sender,             RELAY,      relay-confused",
    "MAIL,    503 5.5.1 bad sequence,           RELAY,      relay-confused",
    "MAIL,    504 5.5.4 no such option,         RELAY,      relay-confused",
    "MAIL,    550 5.7.1 not your domain,        RELAY,      sender-refused",
    "MAIL,    421 4.3.2 closing,                RELAY,      relay-slowing",
    "MAIL,    garbage,                          RELAY,      relay-unreadable",
    "RCPT,    550 5.1.1 no such user,           PERMANENT,  recipient-refused",
    "RCPT,    551 not here,                     PERMANENT,  recipient-refused",
    "RCPT,    553 5.1.3 bad address,            PERMANENT,  recipient-refused",
    "RCPT,    501 5.1.3 bad address,            PERMANENT,  recipient-refused",
    "RCPT,    521 5.3.2 takes no mail,          PERMANENT,  recipient-refused",
    "RCPT,    556 5.1.10 null MX,               PERMANENT,  recipient-refused",
    "RCPT,    550 5.7.1 policy,                 PERMANENT,  policy-refused",
    "RCPT,    450 4.2.0 greylisted,             GREYLISTED, recipient-deferred",
    "RCPT,    451 4.7.1 greylisted,             GREYLISTED, recipient-deferred",
    "RCPT,    452 4.5.3 too many,               GREYLISTED, recipient-deferred",
    "RCPT,    454 4.7.0 hm,                     TEMPORARY,  recipient-deferred",
    "RCPT,    552 5.2.2 over quota,             TEMPORARY,  mailbox-full",
    "RCPT,    550 5.2.2 over quota,             TEMPORARY,  mailbox-full",
    "RCPT,    421 4.3.2 closing,                RELAY,      relay-slowing",
    "RCPT,    503 bad sequence,                 RELAY,      relay-confused",
    "RCPT,    garbage,                          RELAY,      relay-unreadable",
    "DATA,    451 4.3.0 hm,                     TEMPORARY,  message-deferred",
    "DATA,    554 5.5.1 no valid recipients,    PERMANENT,  message-refused",
    "DATA,    550 5.7.1 policy,                 PERMANENT,  policy-refused",
    "DATA,    502 what,                         RELAY,      relay-confused",
    "DATA,    garbage,                          RELAY,      relay-unreadable",
    "'.',     451 4.3.0 disk full,              TEMPORARY,  message-deferred",
    "'.',     452 4.3.1 disk full,              TEMPORARY,  message-deferred",
    "'.',     554 5.6.0 I do not like it,       PERMANENT,  message-refused",
    "'.',     500 5.5.2 line too long,          PERMANENT,  message-refused",
    "'.',     550 5.7.1 spam,                   PERMANENT,  policy-refused",
    "'.',     421 4.3.2 closing,                RELAY,      relay-slowing",
    "'.',     garbage,                          UNKNOWN,    relay-unreadable",
  })
  void a_reply_means(String verb, String reply, Kind kind, String reason) throws Exception {
    smtp.on(verb, reply);

    SendMail.Failed failed = send();

    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.reason()).isEqualTo(reason);
  }

  @ParameterizedTest(name = "a connection dropped at {0} is {1}")
  @CsvSource({
    "CONNECT, RELAY, relay-unreachable",
    "EHLO,    RELAY, relay-unreachable",
    "MAIL,    UNKNOWN, connection-lost",
    "RCPT,    UNKNOWN, connection-lost",
    "DATA,    UNKNOWN, connection-lost",
    "'.',     UNKNOWN, connection-lost"
  })
  void a_lost_connection_means(String verb, Kind kind, String reason) throws Exception {
    smtp.on(verb, DROP);

    SendMail.Failed failed = send();

    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.reason()).isEqualTo(reason);
    assertThat(failed.replyCode()).isEmpty();
  }

  @Test
  void the_reply_is_told_but_not_printed() throws Exception {
    smtp.on("RCPT", "550-5.1.1 <ann@example.org>\r\n550 5.1.1 unknown");

    SendMail.Failed failed = send();

    assertThat(failed.replyCode()).contains(550);
    assertThat(failed.replyText()).contains("550-5.1.1 <ann@example.org> / 550 5.1.1 unknown");
    assertThat(failed.toString()).doesNotContain("ann");
  }

  @Test
  void a_message_larger_than_the_relay_takes_will_never_be_taken() throws Exception {
    smtp.on("EHLO", "250-scripted\r\n250 SIZE 100");

    assertThat(send().kind()).isEqualTo(Kind.PERMANENT);
    assertThat(smtp.count("MAIL")).isZero();
  }

  @Test
  void a_port_where_nobody_listens_is_the_relays_fault() throws Exception {
    smtp.close();

    assertThat(send().reason()).isEqualTo("relay-unreachable");
  }

  @Test
  void a_pooled_connection_that_was_dropped_meanwhile_is_replaced_and_nothing_is_lost()
      throws Exception {
    smtp.on("RSET", DROP);

    assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    assertThat(office.send(Mails.mail())).isInstanceOf(SendMail.Sent.class);
    assertThat(smtp.messages()).hasSize(2);
    assertThat(smtp.connections()).isEqualTo(2);
  }

  @Test
  void a_greeting_of_endless_text_ends_with_the_attempt() throws Exception {
    try (ScriptedSmtp endless = ScriptedSmtp.start();
        PostOffice hasty = PostOffice.open(java.time.Duration.ofMillis(500), endless.port())) {
      endless.on(CONNECT, "220-" + "x".repeat(100_000) + "\r\n220-more");

      assertThat(hasty.send(Mails.mail()))
          .isInstanceOfSatisfying(
              SendMail.Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.RELAY));
      assertThat(endless.count(END_OF_DATA)).isZero();
    }
  }

  private SendMail.Failed send() throws Exception {
    return (SendMail.Failed) office.send(Mails.mail());
  }
}

package dev.postkey.mail;

import static dev.postkey.support.ScriptedSmtp.CONNECT;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What we know of the mail client and it promises nowhere. When it is upgraded, this fails first:
 * read its changes, put {@link Verdict}, {@link SmtpReply}, {@link Handover}, {@link RelayClient}
 * and {@link ClientLogs} right, and then this.
 */
class MailClientPinTest {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedSmtp smtp = ScriptedSmtp.start();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, SECONDS);
    smtp.close();
  }

  @Test
  void this_is_the_version_that_was_read() throws Exception {
    assertThat(jar().getFileName()).hasToString("vertx-mail-client-5.0.8.jar");
  }

  @ParameterizedTest(name = "{0} answered {1}: {2}")
  @CsvSource({
    "CONNECT, 554 no, 'got error response: 554 no'",
    "AUTH,    535 no, 'AUTH PLAIN failed: 535 no'",
    "MAIL,    550 no, 'sender address not accepted: 550 no'",
    "RCPT,    550 no, 'recipient address not accepted: 550 no'",
    "DATA,    550 no, 'DATA command not accepted: 550 no'",
    "'.',     550 no, 'sending data failed: 550 no'",
    "'.',     what,   'sending data failed: what'",
  })
  void the_stage_of_a_refusal_is_told_in_these_words(String verb, String reply, String words) {
    smtp.on("EHLO", "250-scripted\r\n250 AUTH PLAIN").on(verb, reply);

    Throwable failure = failure(withLogin());

    assertThat(failure).isInstanceOf(SMTPException.class).hasMessage(words);
    assertThat(((SMTPException) failure).getReplyCode())
        .isEqualTo(reply.equals("what") ? 500 : Integer.parseInt(reply.substring(0, 3)));
  }

  @Test
  void a_refused_greeting_of_ours_is_told_in_these_words() {
    smtp.on("EHLO", "502 no").on("HELO", "502 no");

    assertThat(failure(plain())).hasMessage("HELO failed.: 502 no");
  }

  @Test
  void what_the_client_itself_misses_is_told_in_these_words() {
    assertThat(failure(withLogin()))
        .hasMessage(
            "login is required, but no allowed AUTH methods available. You may need to do STARTTLS");
    assertThat(failure(options(Config.Tls.REQUIRED, Optional.empty())))
        .hasMessage("STARTTLS required but not supported by server");
    smtp.on("EHLO", "250-scripted\r\n250 SIZE 10");
    assertThat(failure(plain())).hasMessage("message exceeds allowed size limit");
  }

  @Test
  void a_connection_that_was_lost_is_told_without_a_reply() {
    smtp.on(CONNECT, ScriptedSmtp.DROP);

    assertThat(failure(plain())).isNotInstanceOf(SMTPException.class);
  }

  /** Else a new one could print mails: {@link ClientLogs} names them one by one. */
  @Test
  void S14_every_logger_of_the_client_is_silenced() throws Exception {
    ClientLogs.silence();

    assertThat(loggers())
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(Logger.getLogger(name).getLevel()).isEqualTo(Level.OFF));
  }

  private Throwable failure(MailConfig options) {
    MailMessage mail = new MailMessage("a@example.com", "b@example.com", "subject", "text");
    MailClient client = RelayClient.create(vertx, options);
    try {
      return client
          .sendMail(mail)
          .map((Throwable) null)
          .otherwise(error -> error)
          .await(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private MailConfig plain() {
    return options(Config.Tls.NONE, Optional.empty());
  }

  private MailConfig withLogin() {
    return options(Config.Tls.NONE, Optional.of("user"));
  }

  private MailConfig options(Config.Tls tls, Optional<String> user) {
    Config.Relay relay =
        new Config.Relay(
            "127.0.0.1",
            smtp.port(),
            user,
            user.map(name -> new Secret("password")),
            tls,
            1,
            Optional.empty());
    return RelayOptions.of(relay, Mails.smtp(Duration.ofSeconds(10), relay));
  }

  private static Path jar() throws Exception {
    return Path.of(MailClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The classes of the client that log, each of which has a logger of its own name. */
  private static List<String> loggers() throws Exception {
    try (JarFile jar = new JarFile(jar().toFile())) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && name.startsWith("io/vertx/ext/mail/"))
          .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
          .filter(MailClientPinTest::logs)
          .toList();
    }
  }

  private static boolean logs(String type) {
    try {
      Class<?> found = Class.forName(type, false, MailClient.class.getClassLoader());
      return Stream.of(found.getDeclaredFields())
          .map(Field::getType)
          .anyMatch(field -> field.getSimpleName().equals("Logger"));
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}

package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.support.PrivateKeys;
import dev.postkey.support.ScriptedSmtp;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientLogsTest {
  private static final String EVERYTHING =
      """
      .level=ALL
      io.vertx.ext.mail.level=ALL
      io.vertx.ext.mail.impl.SMTPConnection.level=ALL
      io.vertx.ext.mail.impl.SMTPSendMail.level=ALL
      io.vertx.ext.mail.impl.dkim.DKIMSigner.level=ALL
      """;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler listener = new Listener();

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void restore() throws Exception {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void S14_no_line_at_any_level_holds_the_link_or_the_address() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start();
        PostOffice office = PostOffice.open(config(smtp))) {
      LogManager.getLogManager()
          .updateConfiguration(
              new ByteArrayInputStream(EVERYTHING.getBytes(UTF_8)),
              key -> (before, after) -> after);
      Logger.getLogger("").addHandler(listener);

      Logger.getLogger("io.vertx.ext").finest("everything is logged");
      smtp.on("RCPT", "550 5.1.1 <ann@example.org> is unknown", ScriptedSmtp.NORMALLY);
      office.send(Mails.mail());
      office.send(Mails.mail());
      assertThat(smtp.messages()).singleElement().asString().contains("DKIM-Signature: ", "From: ");
    }

    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("everything is logged"))
        .noneSatisfy(line -> assertThat(line).contains(Mails.TOKEN))
        .noneSatisfy(line -> assertThat(line).contains("ann@example.org"))
        .noneSatisfy(line -> assertThat(line).containsIgnoringCase("dkim-signature"));
  }

  /** Signed, so that the signer has something to tell. */
  private static Config config(ScriptedSmtp smtp) {
    Config.Dkim dkim =
        new Config.Dkim("example.com", "s1", new Secret(PrivateKeys.base64("RSA", 2048)));
    return Mails.config(
        Mails.smtp(PostOffice.ATTEMPT, Mails.relay(smtp.port())),
        Mails.app("Example", Optional.empty(), Optional.of(dkim)));
  }

  private final class Listener extends Handler {
    Listener() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(
          record.getLevel() + " " + record.getMessage() + " " + String.valueOf(record.getThrown()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

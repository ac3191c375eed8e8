package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.EmailAddress;
import dev.postkey.support.HostileText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Requirement M6 against a server that nobody here wrote: whatever stands in whatever field, it
 * sees one recipient, the right one, and only known header fields, or nothing at all.
 */
@TestInstance(Lifecycle.PER_CLASS)
class InjectionTest {
  private static final int FIELDS = 10;

  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final AtomicReference<Config> config = new AtomicReference<>();
  private SMTPServer server;
  private PostOffice office;

  @BeforeAll
  void start() throws Exception {
    server =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .insertReceivedHeaders(false)
            .simpleMessageListener(new Listener())
            .build();
    server.start();
    config.set(config(Mails.app()));
    office = PostOffice.open(config::get);
  }

  @AfterAll
  void stop() {
    office.close();
    server.stop();
  }

  @BeforeEach
  void forget() {
    recipients.clear();
    messages.clear();
  }

  Stream<Arguments> everywhere() {
    return Stream.of("name", "data", "locale", "app name", "sender name", "link")
        .flatMap(
            field -> HostileText.ALL.keySet().stream().map(attack -> Arguments.of(attack, field)));
  }

  @ParameterizedTest(name = "M6: {0} in {1}")
  @MethodSource("everywhere")
  void M6_reaches_one_recipient_with_known_header_fields_or_nobody(String attack, String field)
      throws Exception {
    SendMail.Outcome outcome = send(field, HostileText.ALL.get(attack));

    if (outcome instanceof SendMail.Sent) {
      assertThat(recipients).containsExactly("ann@example.org");
      check(messages.poll(5, SECONDS));
    } else {
      assertThat(outcome).isEqualTo(Verdict.unmailable());
      assertThat(recipients).isEmpty();
    }
    assertThat(messages).isEmpty();
  }

  private static void check(String raw) throws Exception {
    String header = raw.split("\r\n\r\n", 2)[0];
    assertThat(HostileText.foreignFields(raw)).isEmpty();
    assertThat(header.lines().filter(line -> !line.startsWith(" "))).hasSize(FIELDS);
    ReadMail mail = new ReadMail(raw);
    assertThat(mail.to().getAddress()).isEqualTo("ann@example.org");
    assertThat(mail.from().getAddress()).isEqualTo("no-reply@example.com");
    assertThat(mail.parts().getCount()).isEqualTo(2);
    assertThat(mail.text().lines()).anyMatch(line -> line.startsWith(Mails.LINK));
    assertThat(mail.text() + mail.subject())
        .doesNotContain("\r", "\u202e", "\u2028", "\u2029", "\u001b", "\0");
    assertThat(mail.html()).doesNotContain("<a href=https://evil.example>");
  }

  private SendMail.Outcome send(String field, String hostile) throws Exception {
    String link = Mails.LINK.replace(Mails.TOKEN, "{token}");
    Config.App app =
        Mails.app(
            field.equals("app name") ? hostile : "Example",
            field.equals("link") ? link + hostile : link,
            new Config.Mail(
                EmailAddress.parse("no-reply@example.com"),
                field.equals("sender name") ? hostile : "Example",
                Optional.of(EmailAddress.parse("help@example.com")),
                ZoneId.of("UTC"),
                Optional.empty(),
                Optional.empty()));
    SendMail mail =
        Mails.mail(
            field.equals("name") ? hostile : "Ann",
            field.equals("locale") ? new Locale(hostile, hostile, hostile) : Locale.ENGLISH,
            field.equals("data") ? Map.of("order", hostile) : Map.of());
    config.set(config(app));
    return office.send(mail);
  }

  private Config config(Config.App app) {
    Config.Relay relay = Mails.relay(server.getPortAllocated());
    return Mails.config(Mails.smtp(PostOffice.ATTEMPT, relay), app);
  }

  private final class Listener implements SimpleMessageListener {
    @Override
    public boolean accept(String from, String recipient) {
      recipients.add(recipient);
      return true;
    }

    @Override
    public void deliver(String from, String recipient, InputStream data) throws IOException {
      messages.add(new String(data.readAllBytes(), ISO_8859_1));
    }
  }
}

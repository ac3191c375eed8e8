package dev.postkey.mail;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.support.Eventually;
import dev.postkey.support.PrivateKeys;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In whose name mails are signed; whether a signature is good, {@link SignatureIT} asks others. */
class SigningTest {
  private static final String KEY = PrivateKeys.base64("RSA", 2048);
  private static final AppId SHOP = new AppId("shop");
  private static final AppId PLAIN = new AppId("plain");

  private final ScriptedSmtp smtp = ScriptedSmtp.start();

  @AfterEach
  void close() {
    smtp.close();
  }

  @Test
  void M4_a_signature_covers_what_it_must_and_the_whole_body() throws Exception {
    try (PostOffice office = PostOffice.open(config())) {
      office.send(Mails.mail());
    }

    assertThat(signature(smtp.messages().get(0)))
        .startsWith(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; i=@example.com;"
                + " s=s1; h=From:To:Subject:Date:Message-ID:MIME-Version:Content-Type"
                + ":Auto-Submitted; bh=")
        .doesNotContain("l=")
        .hasSizeLessThan(998);
  }

  @Test
  void M4_each_app_signs_in_its_own_name_or_not_at_all_over_the_same_connections()
      throws Exception {
    List<AppId> apps = List.of(AppId.DEFAULT, SHOP, PLAIN);
    try (PostOffice office = PostOffice.open(config())) {
      List<Future<SendMail.Outcome>> sent =
          IntStream.range(0, 30)
              .mapToObj(i -> office.ask(Mails.mail(apps.get(i % apps.size()))))
              .toList();
      Future.all(sent).await(60, SECONDS);
      assertThat(sent)
          .allSatisfy(mail -> assertThat(mail.result()).isInstanceOf(SendMail.Sent.class));
    }

    assertThat(smtp.messages()).hasSize(30);
    assertThat(signers("Example")).hasSize(10).containsOnly("d=example.com s=s1");
    assertThat(signers("Shop")).hasSize(10).containsOnly("d=shop.example s=s2");
    assertThat(signers("Plain")).hasSize(10).containsOnly("");
    assertThat(smtp.connections()).isEqualTo(2);
  }

  @Test
  void a_relay_that_is_closed_keeps_no_connection_whoever_signed_over_it() throws Exception {
    Vertx vertx = Vertx.vertx();
    Config config = config();
    Relay relay = Relay.open(vertx, config.smtp().relays().get(0), config.smtp(), fact -> {});
    for (AppId app : List.of(AppId.DEFAULT, SHOP, PLAIN)) {
      MailMessage message =
          Mails.composer()
              .compose(Mails.mail(app), config.app(app), ResetTemplates.load(Optional.empty()));
      assertThat(
              relay
                  .send(message, Clearance.GIVEN, PostOffice.ATTEMPT, PostOffice.ATTEMPT)
                  .await(20, SECONDS))
          .containsInstanceOf(SendMail.Sent.class);
    }
    assertThat(smtp.connections()).isEqualTo(1);

    relay.close().await(20, SECONDS);

    Eventually.holds("no open connection", () -> smtp.openConnections() == 0);
    vertx.close().await(20, SECONDS);
  }

  private List<String> signers(String appName) {
    return smtp.messages().stream()
        .filter(message -> message.contains("From: " + appName + " <"))
        .map(SigningTest::signature)
        .map(line -> line.replaceFirst(".*(d=\\S+); i=\\S+ (s=\\S+);.*", "$1 $2"))
        .toList();
  }

  private static String signature(String message) {
    return message
        .lines()
        .filter(line -> line.startsWith("DKIM-Signature: "))
        .findFirst()
        .orElse("");
  }

  private Config config() {
    return Mails.config(
        Mails.smtp(Duration.ofSeconds(60), Mails.relay(smtp.port())),
        Mails.app("Example", Optional.empty(), Optional.of(dkim("example.com", "s1"))),
        Mails.app(SHOP, "Shop", Optional.empty(), Optional.of(dkim("shop.example", "s2"))),
        Mails.app(PLAIN, "Plain", Optional.empty(), Optional.empty()));
  }

  private static Config.Dkim dkim(String domain, String selector) {
    return new Config.Dkim(domain, selector, new Secret(KEY));
  }
}

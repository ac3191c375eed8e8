package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.config.LinkTemplate;
import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Rate;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Configurations and messages for the tests of this package. */
final class Mails {
  static final Instant NOW = Instant.parse("2026-03-06T14:04:05Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final String TOKEN = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";
  static final String LINK = "https://example.com/reset=" + TOKEN;
  static final String INDEX_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private Mails() {}

  static Config.Relay relay(int port) {
    return relay(port, 2, Optional.empty());
  }

  static Config.Relay relay(int port, int connections, Optional<Rate> rate) {
    return new Config.Relay(
        "127.0.0.1", port, Optional.empty(), Optional.empty(), Config.Tls.NONE, connections, rate);
  }

  static Config.Smtp smtp(Duration attempt, Config.Relay... relays) {
    return new Config.Smtp(List.of(relays), attempt, "postkey.test");
  }

  static Config config(Config.Smtp smtp, Config.App... apps) {
    Map<AppId, Config.App> byId = new java.util.HashMap<>();
    List.of(apps).forEach(app -> byId.put(app.id(), app));
    return new Config(
        new Config.Http("", 0, URI.create("http://localhost"), List.of(), 1, 1, Duration.ZERO),
        new Config.Management("", 0, Optional.empty()),
        new Config.Redis(Optional.empty(), Optional.empty(), 1, Duration.ZERO, 1, 0, Duration.ZERO),
        smtp,
        new Config.Outbox(Duration.ZERO, Duration.ZERO, null, 1, 1),
        null,
        new Config.Secrets(List.of(), new Secret(INDEX_KEY)),
        byId);
  }

  static Config.App app() {
    return app("Example", Optional.empty());
  }

  static Config.App app(String name, Optional<Path> templates) {
    return app(name, templates, Optional.empty());
  }

  static Config.App app(String name, Optional<Path> templates, Optional<Config.Dkim> dkim) {
    return app(AppId.DEFAULT, name, templates, dkim);
  }

  static Config.App app(
      AppId id, String name, Optional<Path> templates, Optional<Config.Dkim> dkim) {
    return app(
        id,
        name,
        LINK.replace(TOKEN, LinkTemplate.PLACEHOLDER),
        new Config.Mail(
            EmailAddress.parse("no-reply@example.com"),
            name,
            Optional.of(EmailAddress.parse("help@example.com")),
            ZoneId.of("Europe/Berlin"),
            templates,
            dkim));
  }

  static Config.App app(String name, String link, Config.Mail mail) {
    return app(AppId.DEFAULT, name, link, mail);
  }

  private static Config.App app(AppId id, String name, String link, Config.Mail mail) {
    return new Config.App(
        id,
        name,
        List.of(),
        new LinkTemplate(link),
        Set.of(),
        Config.Accounts.TRUSTED,
        new Config.Challenge(Optional.empty(), 1000),
        new Config.Token(Duration.ofMinutes(30), Config.Token.Outstanding.ALL),
        mail,
        new Config.Limits(rate(), rate(), rate(), Optional.empty()));
  }

  /** A mail for Ann, in English, without a name or data. */
  static SendMail mail() {
    return mail(null, Locale.ENGLISH, Map.of());
  }

  static SendMail mail(String name, Locale locale, Map<String, String> data) {
    return mail("ann@example.org", name, locale, data);
  }

  static SendMail mail(String to, String name, Locale locale, Map<String, String> data) {
    return mail(AppId.DEFAULT, to, name, locale, data);
  }

  /** A mail of another app for Ann. */
  static SendMail mail(AppId app) {
    return mail(app, "ann@example.org", null, Locale.ENGLISH, Map.of());
  }

  private static SendMail mail(
      AppId app, String to, String name, Locale locale, Map<String, String> data) {
    return new SendMail(
        new RequestId("AAAAAAAAAAAAAAAAAAAAAA"),
        0,
        1,
        app,
        EmailAddress.parse(to),
        Optional.ofNullable(name),
        locale,
        data,
        Token.parse(TOKEN).orElseThrow(),
        NOW,
        NOW.plus(Duration.ofMinutes(30)));
  }

  static MailComposer composer() {
    return new MailComposer(new MessageIds(new Secret(INDEX_KEY)), CLOCK);
  }

  private static Rate rate() {
    return new Rate(1, Duration.ofSeconds(1));
  }
}

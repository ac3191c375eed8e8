package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.support.ScriptedSmtp;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Mails whose complete text is kept in files and read back by foreign parsers. */
enum Sample {
  ENGLISH("Example", "Ann Example", "en"),
  GERMAN("Beispiel", "Jörg Müller", "de-AT"),
  EMOJI("Shop 🛒", "Zoë 👩‍👩‍👧‍👦 😀😀😀😀😀😀😀😀😀😀", "en"),
  CHINESE("例子商店的密码重置服务与账户安全中心", "李小龍", "de"),
  ARABIC("متجر المثال", "محمد عبد الله", "en"),
  COMBINING("Cafe\u0301", "Ame\u0301lie Nguye\u0302\u0303n", "en"),
  HOSTILE("A, B <evil@example.net>", "\"><b>&'{{link}} =?utf-8?q?x?=", "en"),
  DOTS_AND_LONG_LINES("Example", "x".repeat(256), "en");

  private final String app;
  private final String name;
  private final Locale locale;
  private String received;

  Sample(String app, String name, String locale) {
    this.app = app;
    this.name = name;
    this.locale = Locale.forLanguageTag(locale);
  }

  String file() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String app() {
    return app;
  }

  String recipient() {
    return name;
  }

  private SendMail mail() {
    return Mails.mail(name, locale, Map.of("order", "x".repeat(2000)));
  }

  /** The mail as a server got it over a socket; sent once for all tests. */
  synchronized String received() throws Exception {
    if (received == null) {
      received = received(Optional.empty());
    }
    return received;
  }

  /** The mail as a server got it, signed in that name. */
  String signed(Config.Dkim dkim) throws Exception {
    return received(Optional.of(dkim));
  }

  private String received(Optional<Config.Dkim> dkim) throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start();
        PostOffice office = PostOffice.open(config(Mails.relay(smtp.port()), dkim))) {
      office.send(mail());
      return String.join("", smtp.messages());
    }
  }

  /** The last one has templates of its own. */
  private Config config(Config.Relay relay, Optional<Config.Dkim> dkim) {
    Optional<Path> templates =
        this == DOTS_AND_LONG_LINES ? Optional.of(folder()) : Optional.empty();
    return Mails.config(Mails.smtp(PostOffice.ATTEMPT, relay), Mails.app(app, templates, dkim));
  }

  private static Path folder() {
    try {
      return Path.of(Sample.class.getResource("/mail/templates").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}

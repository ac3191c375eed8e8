package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import dev.postkey.model.RequestId;
import dev.postkey.model.Token;
import io.vertx.ext.mail.MailMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Words one mail of each app in each language for nobody, so that what cannot be mailed is told
 * before anybody asks, and the first person does not wait for what is loaded at first use. Blocks.
 */
public final class Rehearsal {
  private static final String TOKEN = "A".repeat(Token.LENGTH);

  private Rehearsal() {}

  /**
   * Whether the mails of all apps can be worded and would pass the last gate.
   *
   * @throws IllegalArgumentException in operators' words, when one would not
   */
  public static void check(Config config) {
    of(config, new MailComposer(new MessageIds(config.secrets().indexKey()), Clock.systemUTC()));
  }

  /** As {@link #check}; returns the templates of all apps by the folder that replaces some. */
  static Map<Optional<Path>, ResetTemplates> of(Config config, MailComposer composer) {
    Map<Optional<Path>, ResetTemplates> read = new HashMap<>();
    for (Config.App app : config.apps().values()) {
      ResetTemplates templates = read.computeIfAbsent(app.mail().templates(), ResetTemplates::load);
      for (Locale language : templates.languages()) {
        rehearse(app, language, templates, composer);
      }
    }
    return read;
  }

  private static void rehearse(
      Config.App app, Locale language, ResetTemplates templates, MailComposer composer) {
    try {
      MailMessage message = composer.compose(mail(app, language), app, templates);
      MessageGuard.check(message);
      requireLink(message);
    } catch (Unmailable e) {
      throw new IllegalArgumentException(
          "the mails of app %s in language %s cannot be sent: %s"
              .formatted(app.id(), language, e.getMessage()));
    }
  }

  /** A template may name the link and yet not write it: behind a condition, or escaped. */
  private static void requireLink(MailMessage message) {
    if (!message.getText().contains(TOKEN) || !message.getHtml().contains(TOKEN)) {
      throw new Unmailable("text and HTML must both hold the link");
    }
  }

  private static SendMail mail(Config.App app, Locale language) {
    return new SendMail(
        new RequestId("A".repeat(RequestId.LENGTH)),
        1,
        1,
        app.id(),
        app.mail().from(),
        Optional.empty(),
        language,
        Map.of(),
        Token.parse(TOKEN).orElseThrow(),
        Instant.EPOCH,
        Instant.EPOCH.plus(app.token().ttl()));
  }
}

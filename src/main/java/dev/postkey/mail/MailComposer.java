package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.config.Config;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Words a reset mail: templates, values and the header fields of requirement M1. Used on one event
 * loop only.
 */
final class MailComposer {
  /** The longest name, in UTF-16 units; a longer one is no name. */
  static final int MAX_NAME = 256;

  /** The most that all data may come to, in UTF-16 units: what the API takes, 4 KiB. */
  static final int MAX_DATA = 4096;

  /** How many locales of readers are kept at hand. */
  private static final int KEPT = 256;

  private final MessageIds messageIds;
  private final Clock clock;
  private final Map<Reader, Wording> wordings = new HashMap<>();

  /** Who reads a text in which language. */
  private record Reader(Locale language, Locale locale) {}

  /**
   * @param clock for {@code Date}
   */
  MailComposer(MessageIds messageIds, Clock clock) {
    this.messageIds = messageIds;
    this.clock = clock;
  }

  /**
   * Text and HTML end with what can be seen: a last line of blanks is sent by the mail client, but
   * left out when it signs, and the signature would be wrong.
   *
   * @param app the configuration of the mail's app
   * @param templates those of the same app
   * @throws Unmailable when a name or data is too long
   */
  MailMessage compose(SendMail mail, Config.App app, ResetTemplates templates) {
    ResetTemplates.Translation translation = templates.in(mail.locale());
    Map<String, Object> values = values(mail, app, wording(translation, mail.locale()));
    String subject = HarmlessText.of(translation.subject().render(values).strip());
    return new SignableMessage(app.mail().dkim())
        .setFrom(app.mail().from().value())
        .setTo(mail.to().value())
        .setHeaders(headers(mail, app, subject))
        .setText(translation.text().render(values).stripTrailing())
        .setHtml(translation.html().render(values).stripTrailing());
  }

  private Wording wording(ResetTemplates.Translation translation, Locale reader) {
    if (wordings.size() > KEPT) {
      wordings.clear();
    }
    return wordings.computeIfAbsent(
        new Reader(translation.language(), reader),
        known -> Wording.of(known.language(), known.locale()));
  }

  private static Map<String, Object> values(SendMail mail, Config.App app, Wording wording) {
    Map<String, Object> values = new HashMap<>();
    values.put(Placeholders.APP_NAME, HarmlessText.of(app.name()));
    values.put(Placeholders.NAME, name(mail));
    values.put(Placeholders.ADDRESS, mail.to().value());
    values.put(Placeholders.LINK, MessageGuard.link(app.link().link(mail.token())));
    Duration validity = Duration.between(mail.issuedAt(), mail.expiresAt());
    values.put(Placeholders.VALID_FOR, wording.duration(validity));
    values.put(Placeholders.EXPIRES_AT, wording.moment(mail.expiresAt(), app.mail().zone()));
    values.put(Placeholders.DATA, data(mail));
    return values;
  }

  private static String name(SendMail mail) {
    String name = mail.name().orElse("");
    if (name.length() > MAX_NAME) {
      throw new Unmailable("the name is too long");
    }
    return HarmlessText.of(name).strip();
  }

  private static Map<String, String> data(SendMail mail) {
    int size = mail.data().values().stream().mapToInt(String::length).sum();
    if (size > MAX_DATA) {
      throw new Unmailable("the data is too long");
    }
    Map<String, String> data = new HashMap<>();
    mail.data().forEach((key, value) -> data.put(key, HarmlessText.of(value)));
    return data;
  }

  /** All fields but {@code Content-Type}, which the mail client adds. */
  private MultiMap headers(SendMail mail, Config.App app, String subject) {
    Config.Mail sender = app.mail();
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Date", date())
            .add("From", HeaderText.mailbox(HarmlessText.of(sender.fromName()), sender.from()))
            .add("To", HeaderText.mailbox(name(mail), mail.to()))
            .add(
                "Message-ID",
                messageIds.of(mail.request(), mail.generation(), sender.from().domain()))
            .add("Subject", HeaderText.unstructured(subject))
            .add("MIME-Version", "1.0")
            // RFC 3834: no vacation notice may answer this.
            .add("Auto-Submitted", "auto-generated")
            .add("X-Auto-Response-Suppress", "All");
    sender.replyTo().ifPresent(address -> headers.add("Reply-To", address.value()));
    return headers;
  }

  /** RFC 5322 form. The formatter writes the zone as RFC 822 did, which RFC 5322 calls obsolete. */
  private String date() {
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(now).replace("GMT", "+0000");
  }
}

package dev.postkey.dev;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page with the list of mails and one of them opened. Rendering reads files: it blocks. */
final class InboxPage {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

  private final PageTemplates.Page template = new PageTemplates().page("inbox");
  private final InboxStore store;
  private final InboxSwitch server;
  private final URI demoUrl;
  private final Clock clock;

  InboxPage(Inbox inbox, URI demoUrl, Clock clock) {
    this.store = inbox.store();
    this.server = inbox.server();
    this.demoUrl = demoUrl;
    this.clock = clock;
  }

  /**
   * @param id the mail to open; when absent the newest, and then the page follows each new one
   * @param view how to show it; when absent the way a person would see it
   */
  HtmlPage render(Optional<String> id, Optional<String> view) throws IOException {
    List<InboxMessage> messages = store.messages();
    Optional<InboxMessage> opened = id.map(store::find).orElse(messages.stream().findFirst());
    Map<String, Object> values = new HashMap<>();
    values.put("assets", "/inbox/static");
    values.put("demo", demoUrl.toString());
    values.put("count", messages.size() == 1 ? "1 mail" : messages.size() + " mails");
    values.put("stopped", !server.isOn());
    values.put("port", server.port());
    values.put("newest", messages.isEmpty() ? "" : messages.get(0).id());
    values.put("follow", id.isEmpty());
    values.put("gone", id.isPresent() && opened.isEmpty());
    values.put("messages", messages.stream().map(each -> row(each, opened)).toList());
    if (opened.isPresent()) {
      values.put("mail", mail(opened.get(), view));
    }
    return new HtmlPage(id.isPresent() && opened.isEmpty() ? 404 : 200, template.html(values));
  }

  private Map<String, Object> row(InboxMessage message, Optional<InboxMessage> opened) {
    return Map.of(
        "id", message.id(),
        "to", to(message),
        "subject", subject(message),
        "time", time(message),
        "date", message.date().toString(),
        "opened", opened.filter(message::equals).isPresent());
  }

  private Map<String, Object> mail(InboxMessage message, Optional<String> wanted)
      throws IOException {
    byte[] raw = store.raw(message.id()).orElse(new byte[0]);
    MailContent content = MailContent.parse(raw);
    MailView view = MailView.of(wanted, content);
    Map<String, Object> values = new HashMap<>(row(message, Optional.empty()));
    values.put("views", MailView.tabs(message.id(), view, content));
    content.link().ifPresent(link -> values.put("link", link));
    switch (view) {
      case HTML -> values.put("html", true);
      case TEXT -> values.put("text", content.text().orElse(""));
      case SOURCE -> values.put("text", new String(raw, StandardCharsets.UTF_8));
    }
    return values;
  }

  private static String to(InboxMessage message) {
    return message.to().isEmpty() ? "(no recipient)" : String.join(", ", message.to());
  }

  private static String subject(InboxMessage message) {
    return message.subject().isEmpty() ? "(no subject)" : message.subject();
  }

  private String time(InboxMessage message) {
    ZonedDateTime date = message.date().atZone(clock.getZone());
    return (date.toLocalDate().equals(LocalDate.now(clock)) ? TODAY : EARLIER).format(date);
  }
}

package dev.postkey.dev;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The pages of the demo, filled with what Postkey answered. */
final class DemoPages {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("HH:mm:ss, d MMMM uuuu", Locale.ENGLISH);

  private final PageTemplates templates = new PageTemplates();
  private final PageTemplates.Page forgot = templates.page("forgot");
  private final PageTemplates.Page asked = templates.page("asked");
  private final PageTemplates.Page link = templates.page("link");
  private final PageTemplates.Page used = templates.page("used");
  private final PageTemplates.Page notice = templates.page("notice");
  private final URI inboxUrl;
  private final Clock clock;

  /** Reads the templates: blocks, so call it at start. */
  DemoPages(URI inboxUrl, Clock clock) {
    this.inboxUrl = inboxUrl;
    this.clock = clock;
  }

  /** The form that asks for a mail. */
  String forgot() {
    return forgot.html(values("Forgot your password?"));
  }

  /** The answer to the form, the same for every address. */
  String asked(String email, PostkeyCall call) {
    Map<String, Object> values = values("A mail is on its way");
    values.put("email", email);
    values.put("call", call(call));
    return asked.html(values);
  }

  /** A link that works, with the button that uses it. */
  String live(PostkeyCall inspected, String consumeCommand) {
    Map<String, Object> values = values("Use this link");
    values.putAll(account(inspected));
    values.put("until", local(inspected.text("expiresAt")));
    values.put("inspect", call(inspected));
    values.put("consumeCommand", consumeCommand);
    return link.html(values);
  }

  /** A link that has just been used. */
  String used(PostkeyCall consumed) {
    Map<String, Object> values = values("The link is used");
    values.putAll(account(consumed));
    values.put("data", data(consumed));
    values.put("call", call(consumed));
    return used.html(values);
  }

  /** A page that says why there is nothing else to show. */
  String notice(Notice said) {
    Map<String, Object> values = values(said.heading());
    values.put("text", said.text());
    return notice.html(values);
  }

  /** The same, with the call that led to it. */
  String notice(PostkeyCall call) {
    Notice said = Notice.of(call);
    Map<String, Object> values = values(said.heading());
    values.put("text", said.text());
    values.put("call", call(call));
    return notice.html(values);
  }

  private Map<String, Object> values(String title) {
    Map<String, Object> values = new HashMap<>();
    values.put("title", title);
    values.put("assets", "/static");
    values.put("inbox", inboxUrl.toString());
    return values;
  }

  private static Map<String, Object> account(PostkeyCall call) {
    return Map.of(
        "email", call.text("email"),
        "subject", call.text("subject"),
        "request", call.text("requestId"));
  }

  private static Map<String, Object> call(PostkeyCall call) {
    return Map.of(
        "curl", call.curl(),
        "status", call.status(),
        "answer", call.answer().encodePrettily());
  }

  private static List<Map<String, Object>> data(PostkeyCall call) {
    return call.answer().getValue("data") instanceof JsonObject data
        ? data.stream()
            .map(
                each ->
                    Map.<String, Object>of(
                        "name", each.getKey(), "value", String.valueOf(each.getValue())))
            .toList()
        : List.of();
  }

  /** A time as the person's clock shows it, and how far off it is. */
  private String local(String time) {
    try {
      Instant instant = Instant.parse(time);
      long minutes = Duration.between(clock.instant(), instant).toMinutes();
      return LOCAL.format(instant.atZone(clock.getZone())) + " (in " + minutes + " min)";
    } catch (DateTimeException e) {
      return time;
    }
  }
}

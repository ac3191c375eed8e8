package dev.postkey.dev;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways to look at a mail, in the order in which they are offered. */
enum MailView {
  HTML("HTML"),
  TEXT("Text"),
  SOURCE("Source");

  private final String label;

  MailView(String label) {
    this.label = label;
  }

  /** The view that {@code wanted} names where {@code mail} has it, else the first it has. */
  static MailView of(Optional<String> wanted, MailContent mail) {
    return offered(mail)
        .filter(view -> wanted.filter(view.key()::equals).isPresent())
        .findFirst()
        .or(() -> offered(mail).findFirst())
        .orElse(SOURCE);
  }

  /** One link for each view that the mail has. */
  static List<Map<String, Object>> tabs(String id, MailView current, MailContent mail) {
    return offered(mail).map(view -> view.tab(id, view == current)).toList();
  }

  private static Stream<MailView> offered(MailContent mail) {
    return Arrays.stream(values()).filter(view -> view.isIn(mail));
  }

  private Map<String, Object> tab(String id, boolean current) {
    String address = "/inbox?id=" + id + "&view=" + key() + "#mail";
    return Map.of("label", label, "href", address, "current", current);
  }

  private boolean isIn(MailContent mail) {
    return switch (this) {
      case HTML -> mail.html().isPresent();
      case TEXT -> mail.text().isPresent();
      case SOURCE -> true;
    };
  }

  private String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

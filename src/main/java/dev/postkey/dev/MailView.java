package dev.postkey.dev;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The ways to look at a mail, in the order in which they are offered. */
enum MailView {
  HTML("HTML"),
  TEXT("Text"),
  SOURCE("Source");

  private final String label;

  MailView(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The view that {@code wanted} names, else the first that {@code mail} has. */
  static MailView of(Optional<String> wanted, MailContent mail) {
    return Arrays.stream(values())
        .filter(view -> wanted.isEmpty() || view.key().equals(wanted.get()))
        .filter(view -> view.isIn(mail))
        .findFirst()
        .orElse(wanted.isEmpty() ? SOURCE : of(Optional.empty(), mail));
  }

  /** One link a view that the mail has, for the page. */
  static List<Map<String, Object>> tabs(String id, MailView current, MailContent mail) {
    return Arrays.stream(values())
        .filter(view -> view.isIn(mail))
        .map(view -> view.tab(id, view == current))
        .toList();
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

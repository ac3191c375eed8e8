package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.ext.mail.MailMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageGuardTest {
  private static final List<String> HOSTILE =
      List.of(
          "\r\nBcc: eve@example.net",
          "\nBcc: eve@example.net",
          "\rBcc: eve@example.net",
          "\r\n \r\n body",
          "\r\n\r\nbody",
          "\0",
          "\u0085",
          "\u2028",
          "\ud800",
          "\u560a",
          "\u202e",
          "\t",
          "a".repeat(1 << 20));

  @Test
  void what_the_composer_makes_passes() {
    assertThatCode(() -> MessageGuard.check(message())).doesNotThrowAnyException();
  }

  static Stream<String> hostile() {
    return HOSTILE.stream();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void M6_nothing_hostile_passes_in_an_address(String hostile) {
    refused(message -> message.setTo("ann@example.org" + hostile));
    refused(message -> message.setTo("ann" + hostile + "@example.org"));
    refused(message -> message.setFrom("no-reply@example.com" + hostile));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void M6_nothing_hostile_passes_in_any_header_field(String hostile) {
    message()
        .getHeaders()
        .names()
        .forEach(name -> refused(message -> message.getHeaders().set(name, "x" + hostile)));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void M6_nothing_hostile_passes_in_the_name_of_a_header_field(String hostile) {
    refused(
        message ->
            message.setHeaders(
                io.vertx.core.MultiMap.caseInsensitiveMultiMap()
                    .addAll(message.getHeaders())
                    .add("X" + (hostile.length() > 9999 ? hostile : "-Other"), "x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bcc", "Cc", "Sender", "Content-Type", "X-Other", "reply-to"})
  void M6_no_other_header_field_passes(String name) {
    refused(message -> message.getHeaders().set(name, "x"));
  }

  @Test
  void M1_every_field_stands_once() {
    refused(message -> message.getHeaders().add("Subject", "again"));
    refused(message -> message.getHeaders().add("Reply-To", "again@example.com"));
    refused(message -> message.getHeaders().remove("Date"));
  }

  @Test
  void M6_there_is_one_recipient() {
    refused(message -> message.setTo(List.of("ann@example.org", "eve@example.net")));
    refused(message -> message.setTo(List.of()));
    refused(message -> message.setTo("ann@example.org,eve@example.net"));
    refused(message -> message.setTo("Ann <ann@example.org>"));
    refused(message -> message.setTo("postmaster"));
    refused(message -> message.setCc("eve@example.net"));
    refused(message -> message.setBcc("eve@example.net"));
    refused(message -> message.setBounceAddress("eve@example.net"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\r\n", "\0", "\u001b", "\u0085", "\u2028", "\ud800"})
  void M6_a_body_holds_no_control_characters_but_line_feeds(String hostile) {
    refused(message -> message.setText(message.getText() + hostile));
    refused(message -> message.setHtml(message.getHtml() + hostile));
  }

  @Test
  void M6_a_body_has_a_bound() {
    refused(message -> message.setText("a".repeat(1 << 20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "//example.com/",
        "https://example.com/ x",
        "https://example.com/\"onclick",
        "https://example.com/<b>",
        "https://example.com/\r\nx",
        "https://example.com/\0",
        "https://example.com/\u202e",
        "https://ex\u00e4mple.com/",
        ""
      })
  void M6_a_link_is_a_plain_url(String link) {
    assertThatThrownBy(() -> MessageGuard.link(link)).isInstanceOf(Unmailable.class);
  }

  private static void refused(Consumer<MailMessage> change) {
    MailMessage message = message();
    // The header map itself refuses some of it.
    assertThatThrownBy(
            () -> {
              change.accept(message);
              MessageGuard.check(message);
            })
        .isInstanceOfAny(Unmailable.class, IllegalArgumentException.class);
  }

  private static MailMessage message() {
    return Mails.composer()
        .compose(Mails.mail(), Mails.app(), ResetTemplates.load(Optional.empty()));
  }
}

package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.Text;
import dev.postkey.support.HostileText;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators write ends up in mails and logs too. */
class HostileOptionsTest {
  static Stream<String> attacks() {
    return HostileText.ALL.keySet().stream();
  }

  @ParameterizedTest(name = "M6, S15: {0} in what mails and logs are made of")
  @MethodSource("attacks")
  void M6_what_mails_and_logs_are_made_of_is_plain_or_refused(String attack) {
    String hostile = HostileText.ALL.get(attack);
    for (Map.Entry<String, String> option :
        Map.of(
                "apps.default.name", "Example",
                "apps.default.link", "https://example.com/reset={token}",
                "mail.from", "Example <no-reply@example.com>",
                "mail.reply-to", "help@example.com",
                "mail.zone", "UTC",
                "smtp.helo", "accounts.example.com",
                "smtp.relays", "smtp://127.0.0.1:25",
                "http.public-url", "https://accounts.example.com")
            .entrySet()) {
      for (String value :
          Stream.of(option.getValue() + hostile, hostile + option.getValue()).toList()) {
        checked(Given.with(option.getKey(), value));
      }
    }
  }

  private static void checked(Tree tree) {
    try {
      Config config = Given.load(tree);
      Config.App app = config.app(dev.postkey.model.AppId.DEFAULT);
      assertThat(
              Stream.of(
                  app.name(),
                  app.link().toString(),
                  app.mail().fromName(),
                  config.smtp().helo(),
                  config.smtp().relays().get(0).name(),
                  config.http().publicUrl().toString()))
          .allMatch(Text::isPlain);
    } catch (InvalidConfig refused) {
      assertThat(refused.toString().lines()).allMatch(HostileText::isOneHarmlessLine);
      assertThat(refused.toString()).hasSizeLessThan(2_000);
    }
  }
}

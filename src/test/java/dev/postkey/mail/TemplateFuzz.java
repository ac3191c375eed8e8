package dev.postkey.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** F20: an operator's template is refused at the start, or is filled in and nothing else. */
@Tag("fuzz")
class TemplateFuzz {
  private static final Template HTML =
      Template.parse("f", "<a title=\"{{name}}\">{{data.a}}</a>", Template.Format.HTML, Set.of());

  /** The first line is a value, the rest the template. */
  @FuzzTest
  void F20_a_template_is_refused_or_filled_in(byte[] input) {
    String[] parts = new String(input, UTF_8).split("\n", 2);
    String value = parts[0];
    String source = parts[parts.length - 1];

    assertThat(HTML.render(Map.of("name", value, "data", Map.of("a", value))))
        .isEqualTo("<a title=\"" + escaped(value) + "\">" + escaped(value) + "</a>");
    Template template;
    try {
      template = Template.parse("f", source, Template.Format.TEXT, Set.of("link"));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(template.render(Map.of("link", "https://a.example/{{name}}", "name", "n")))
        .isNotNull();
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

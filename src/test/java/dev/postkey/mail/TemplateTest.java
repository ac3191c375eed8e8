package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.mail.Template.Format;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  @Test
  void values_are_escaped_in_html_and_only_there() {
    Map<String, Object> values = Map.of("name", "<b a=\"1\" b='2'>&");

    assertThat(template("{{name}}", Format.TEXT).render(values)).isEqualTo("<b a=\"1\" b='2'>&");
    assertThat(template("{{name}}", Format.HTML).render(values))
        .isEqualTo("&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
  }

  @Test
  void braces_in_a_value_stay_braces() {
    Map<String, Object> values = Map.of("name", "{{link}}", "link", "secret");

    assertThat(template("{{name}}", Format.TEXT).render(values)).isEqualTo("{{link}}");
  }

  @Test
  void what_is_absent_is_empty_and_can_be_asked_for() {
    Template template =
        template("Hi{{#if name}} {{name}}{{else}} you{{/if}}{{data.no-such}}!", Format.TEXT);

    assertThat(template.render(Map.of("data", Map.of()))).isEqualTo("Hi you!");
    assertThat(template.render(Map.of("name", "Ann"))).isEqualTo("Hi Ann!");
  }

  @Test
  void data_of_the_caller_is_reached_by_its_key() {
    Map<String, Object> values = Map.of("data", Map.of("order-id", "7", "link", "x"));

    assertThat(template("{{data.order-id}}{{data.link}}{{link}}", Format.TEXT).render(values))
        .isEqualTo("7x");
  }

  @Test
  void a_template_cannot_call_methods_of_what_it_is_given() {
    assertThat(
            template("{{data.class}}{{data.empty}}", Format.TEXT)
                .render(Map.of("data", Map.of("a", "b"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{lnk}}",
        "{{{link}}}",
        "{{&link}}",
        "{{> other}}",
        "{{#> other}}{{/other}}",
        "{{~> other}}",
        "{{#each data}}{{/each}}",
        "{{#with data}}{{/with}}",
        "{{#link}}{{/link}}",
        "{{this}}",
        "{{../link}}",
        "{{data}}",
        "{{data.a.b}}",
        "{{#if lnk}}{{/if}}",
        "{{include \"x\"}}",
        "{{log name}}",
        "{{link name}}",
        "{{=<% %>=}}",
        "{{*inline}}",
        "{{LINK}}"
      })
  void M7_what_is_not_a_known_placeholder_stops_the_start(String tag) {
    assertThatThrownBy(() -> template("a " + tag + " b", Format.HTML))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("en/reset.txt")
        .hasMessageContaining("is not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{link", "{{#if name}}", "{{/if}}", "{{#if name}}{{/unless}}"})
  void M7_what_cannot_be_parsed_stops_the_start(String source) {
    assertThatThrownBy(() -> template(source, Format.TEXT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("en/reset.txt");
  }

  @Test
  void M7_a_missing_placeholder_stops_the_start_and_all_problems_are_told_at_once() {
    assertThatThrownBy(
            () ->
                Template.parse(
                    "en/reset.txt", "{{lnk}} {{#if link}}{{/if}}", Format.TEXT, Set.of("link")))
        .hasMessageContaining("{{lnk}} is not known")
        .hasMessageContaining("{{link}} is missing");
  }

  @Test
  void comments_and_windows_line_ends_are_left_out() {
    assertThat(template("a{{! lnk }}{{!-- lnk --}}\r\nb", Format.TEXT).render(Map.of()))
        .isEqualTo("a\nb");
  }

  private static Template template(String source, Format format) {
    return Template.parse("en/reset.txt", source, format, Set.of());
  }
}

package dev.postkey.mail;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.context.MapValueResolver;
import com.github.jknack.handlebars.io.StringTemplateSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * One template file, checked and parsed. It is filled in one pass: braces inside a value stay what
 * they are. Safe for any thread.
 */
final class Template {
  /** What a file is written in, and so how a value is written into it. */
  enum Format {
    /** Values stand as they are. */
    TEXT(EscapingStrategy.NOOP),
    /** Values are escaped for element content and quoted attributes. */
    HTML(
        new EscapingStrategy.Hbs(
            new String[][] {
              {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}
            }));

    private final EscapingStrategy escaping;

    Format(EscapingStrategy escaping) {
      this.escaping = escaping;
    }
  }

  private final com.github.jknack.handlebars.Template parsed;

  private Template(com.github.jknack.handlebars.Template parsed) {
    this.parsed = parsed;
  }

  /**
   * @param file names the file in messages
   * @param required the placeholders that must be written out somewhere
   * @throws IllegalArgumentException in operators' words, when the template cannot be used
   */
  static Template parse(String file, String source, Format format, Set<String> required) {
    Placeholders.check(file, source, required);
    try {
      return new Template(
          new Handlebars()
              .with(format.escaping)
              .compile(new StringTemplateSource(file, source.replace("\r\n", "\n"))));
    } catch (HandlebarsException e) {
      throw new IllegalArgumentException("template " + file + " cannot be read: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills in {@code values}: strings, and maps of strings. What is absent is empty. */
  String render(Map<String, Object> values) {
    // Maps only: the other resolvers would let a template call methods of what it is given.
    Context context = Context.newBuilder(values).resolver(MapValueResolver.INSTANCE).build();
    try {
      return parsed.apply(context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

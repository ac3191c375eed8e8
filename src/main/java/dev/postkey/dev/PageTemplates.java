package dev.postkey.dev;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.context.MapValueResolver;
import com.github.jknack.handlebars.io.ClassPathTemplateLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The pages of the dev mode, Handlebars files under {@code /pages/dev}. Every value is escaped for
 * HTML, and values come from maps alone: a template reaches no method of any object.
 *
 * <p>Safe for use by many threads.
 */
final class PageTemplates {
  private final Handlebars handlebars =
      new Handlebars(new ClassPathTemplateLoader("/pages/dev", ".html"));

  /** Reads and compiles a page: blocks, so do it once, at start. */
  Page page(String name) {
    try {
      Template template = handlebars.compile(name);
      return values -> render(template, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String render(Template template, Map<String, Object> values) {
    try {
      return template.apply(Context.newBuilder(values).resolver(MapValueResolver.INSTANCE).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A compiled page. */
  interface Page {
    /** The HTML with {@code values} filled in; does not block. */
    String html(Map<String, Object> values);
  }
}

package dev.postkey.dev;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Sets the headers of requirements H1 and H2 on every answer: nothing is cached, sniffed, indexed,
 * framed or loaded from elsewhere, and no address that was visited is told to anybody.
 */
final class PageHeaders implements Handler<RoutingContext> {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
          + " img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none';"
          + " base-uri 'none'";

  /**
   * For HTML that a stranger wrote, shown in a frame of a page of ours: no script, nothing loaded,
   * an origin of its own. Its links may open a tab, as they do for the person who gets the mail.
   */
  private static final String MAIL_POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
          + " style-src 'unsafe-inline'; img-src data:; form-action 'none';"
          + " frame-ancestors 'self'; base-uri 'none'";

  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader("Cache-Control", "no-store")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("X-Robots-Tag", "noindex")
        .putHeader("Content-Security-Policy", POLICY);
    context.next();
  }

  /** Turns the headers of a page into those of a mail's own HTML. */
  static void ofMail(MultiMap headers) {
    headers.set("Content-Security-Policy", MAIL_POLICY);
    // A browser refuses to open a sandboxed document that asks for a browsing context of its own.
    headers.remove("Cross-Origin-Opener-Policy");
  }
}

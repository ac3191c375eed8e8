package dev.postkey.config;

import dev.postkey.model.Token;
import java.net.URI;

/**
 * Where a link points: a URL with {@code {token}} once, e.g. {@code
 * https://example.com/reset={token}}. It comes from the configuration alone; nothing in a request
 * can change a byte of it.
 */
public record LinkTemplate(String template) {
  public static final String PLACEHOLDER = "{token}";

  /** With the token it must fit on one line of a mail, of at most 998 octets (requirement M1). */
  private static final int MAX_LENGTH = 900;

  /**
   * Reads a template that is safe to mail: https except on loopback, no password, and the token
   * behind the host, so that it goes to nobody else.
   *
   * @throws IllegalArgumentException when {@code text} is not such a template; the message says why
   */
  public static LinkTemplate parse(String text) {
    int token = text.indexOf(PLACEHOLDER);
    if (token < 0 || token != text.lastIndexOf(PLACEHOLDER)) {
      throw new IllegalArgumentException("must hold " + PLACEHOLDER + " exactly once");
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
    }
    LinkTemplate template = new LinkTemplate(text);
    WebUrl.parseSecure(template.filledWith("token"));
    int host = text.indexOf("://") + "://".length();
    if (!text.substring(Math.min(host, token), token).matches(".*[/?#].*")) {
      throw new IllegalArgumentException(PLACEHOLDER + " must stand behind the host");
    }
    return template;
  }

  /** The link that carries {@code token}. */
  public String link(Token token) {
    return filledWith(token.reveal());
  }

  /** The host that every link leads to. */
  public String host() {
    return URI.create(filledWith("token")).getHost();
  }

  private String filledWith(String token) {
    return template.replace(PLACEHOLDER, token);
  }
}

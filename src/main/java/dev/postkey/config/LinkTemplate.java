package dev.postkey.config;

import dev.postkey.model.Token;

/**
 * Where a link points: a URL with {@code {token}} once, e.g. {@code
 * https://example.com/reset={token}}. It comes from the configuration alone; nothing in a request
 * can change a byte of it.
 */
public record LinkTemplate(String template) {
  public static final String PLACEHOLDER = "{token}";

  /** The link that carries {@code token}. */
  public String link(Token token) {
    return template.replace(PLACEHOLDER, token.reveal());
  }
}
